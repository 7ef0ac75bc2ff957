"""The ledger, its deliveries, the outbox and the worker.

For every feature that has something to tell, and for every one that wants to hear of it.
"""
