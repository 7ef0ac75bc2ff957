"""Mail that comes in: received over SMTP, read, cut down to its own words, and kept as a row for the worker."""
