"""The demo community: played through the real actions with an injected clock.

For whoever wants to see Fanfare at work before trusting it with people.
"""
