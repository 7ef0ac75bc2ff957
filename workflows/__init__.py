"""Nurture maps and every other state machine of the product, as data: facts and moments go in, decisions come out.

For the features that keep a status and for portal/nurture, which reads rows, asks here, and writes rows.
"""
