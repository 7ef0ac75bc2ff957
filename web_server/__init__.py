"""The web server: gunicorn with one gevent worker, in which slow and idle clients cost nothing.

For whoever runs the portal. It knows nothing of the portal, and may not: gevent patches `socket` and `threading` in the
worker's process before the portal is imported there.
"""
