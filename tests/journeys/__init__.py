"""Whole stories in a real browser, from one person to the next, each on SQLite and on PostgreSQL."""
