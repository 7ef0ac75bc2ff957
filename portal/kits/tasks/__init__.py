"""What we owe people: tasks that a person does, by role and day. Any feature can give one; it is never a timed mail.

For colleagues, who find theirs on Today and in one list.
"""
