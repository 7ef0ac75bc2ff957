"""What people type about themselves, each other and their access."""
