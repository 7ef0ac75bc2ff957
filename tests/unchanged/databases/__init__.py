"""Proof that a database of before goes on working: up to this tree's schema, down again, and up once more.

Run by hand, outside CI. BEFORE is a checkout of the older code (a clean clone; it needs `portal/static/build`):

    python -m tests.unchanged.databases BEFORE                        # the demo, then 5,000 people and 50,000 posts
    python -m tests.unchanged.databases BEFORE --only demo --on sqlite

The older code makes the database and shows what works: sessions, a sealed key, links and reply addresses of mails. This
tree's code takes it over. Every row, number of rows to come, index and constraint is compared on the way (`renames.py`
says what is called otherwise), each side's own `verify` commands run, and everything that worked is tried again. Both
sides are spoken to only from outside: by commands, over HTTP and SMTP, and through SQL with the tables as they stand.
"""
