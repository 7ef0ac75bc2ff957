"""The outbox: what goes out is written in the transaction that causes it, and sent by the worker alone.

Each channel is a package of its own with a table of `Outgoing` rows; claiming, sending and settling stand here, once.
"""
