"""What every room stands on: the database, the clock, paging, errors, forms, headers.

For the people who write features; it knows no feature and no table of theirs.
"""
