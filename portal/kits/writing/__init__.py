"""Words that are not sent yet: kept while somebody types them, in whatever room they write.

For everybody who has been interrupted. A room says what its places are (places.py); nothing here knows of rooms.
"""
