"""Moving members over a nurture map by what they do, by silence and by score.

For the programme's owners, and for success who wants to know why.
"""
