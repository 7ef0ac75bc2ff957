"""Proof that a change changed nothing for anybody: what everybody of the demo reads, before and after, side by side.

Run by hand, outside CI; pytest collects nothing here. BEFORE is a clean clone of the commit to compare with, into whose
`tests/` this folder is copied; it needs its `portal/static/build`, as `make run` makes it. After is this tree:

    (cd BEFORE && python -m tests.unchanged capture /tmp/before.json.gz)
    python -m tests.unchanged capture /tmp/after.json.gz --like /tmp/before.json.gz
    python -m tests.unchanged compare /tmp/before.json.gz /tmp/after.json.gz --expected EXPECTED.txt

`capture` plays the demo at a fixed moment into a temporary SQLite, signs in as each of its people and as nobody, and
reads whatever can be reached by following links, a bounded number of rows of each page; each person reads the demo as
it was loaded. `--like` opens the addresses of the capture before first, in its order, and follows permanent redirects.
`compare` ends with 1 for any difference that is not expected (`expected.py` says how such a file is written).

What is new each time (tokens, nonces, keys of requests) is named after where it was met, or left out. Of the product
only `product.py` imports anything.
"""
