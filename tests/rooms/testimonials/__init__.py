"""Quotes under test: from a piece of feedback to words that may be used, and back."""
