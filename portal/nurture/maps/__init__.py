"""The nurture maps in force, and what a map may use here."""
