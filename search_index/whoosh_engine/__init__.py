"""The embedded engine: an index in a folder of the instance, for everybody who runs Fanfare on one machine.

Whoosh gives the stemmer, term tables, compound files and the lock. Its query side is not used: it decodes every
posting in Python for every search. Here a word's documents are read as one big integer, so that filters and
facets are set operations; a segment never changes, so that what was read stays read.

Read downwards: engine → searching, writing → snapshot → segment → columns, postings, bits; manifest is the commit.
"""

from search_index.whoosh_engine.engine import WhooshEngine

__all__ = ["WhooshEngine"]
