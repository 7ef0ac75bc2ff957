"""The pages of feedback: the desk, and the tags."""
