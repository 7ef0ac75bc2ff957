"""What people say of themselves to each other, if they want to: profiles, and the directory of those who are listed.

For members who look for peers, and for staff who want to be found by name.
"""
