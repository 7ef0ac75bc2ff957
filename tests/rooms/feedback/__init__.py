"""What customers say, under test: taken in, tagged, kept in confidence, listed."""
