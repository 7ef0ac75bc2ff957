"""Search keeps numbers of what changed; the index itself is written anew after somebody has left."""

from portal.core.personal import add_impersonal

from .models import IndexChange

add_impersonal("numbers of documents that the index has yet to take in", IndexChange)
