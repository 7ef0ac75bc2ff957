"""Leaving: somebody takes their data along, and goes, with everything that is theirs.

For members, who need nobody's yes, and for colleagues, who need a second one.

- What is kept of a person, each feature says itself: `@personal` (core/personal.py). Copy and erasure follow from that.
- `actions/` decides who leaves and when; `erasing/` is the long work, which goes on wherever it was killed.
- `erased.py` is the list beside the database by which a backup that was restored forgets them again.
"""
