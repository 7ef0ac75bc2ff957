"""Questions to members and their answers, which make segments.

For members who answer, and for success who reads why.
"""
