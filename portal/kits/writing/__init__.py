"""Words that are not sent yet: kept while somebody types them, in whatever feature they write, and the editor itself.

For everybody who has been interrupted. A feature says what its places are (places.py); nothing here knows of features.
"""
