"""Reads the text of a nurture map into the map it describes, and says of every fault in which line it is.

For whoever edits maps: the text stays the truth, comments and all, and nothing in it is ever executed.
"""

from workflows.reading.reader import MapRefused, load_map, read_map

__all__ = ["MapRefused", "load_map", "read_map"]
