"""What customers said, and where: captured in seconds, tagged, found again.

For product reading what hurts, and for marketing looking for words.
"""
