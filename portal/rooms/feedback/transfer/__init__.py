"""Feedback as files: reviews and notes that are brought in from elsewhere."""
