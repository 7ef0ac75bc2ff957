"""What is typed to sign in, and about a colleague."""
