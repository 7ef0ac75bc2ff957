"""Cases, calls and promises: what customers are unhappy about and what we do for them.

For customer success and for product.
"""
