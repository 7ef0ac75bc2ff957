"""Companies, the people in them, their logins, and who may see what.

For everybody: a promoter signing in, and the staff who look after them.
"""
