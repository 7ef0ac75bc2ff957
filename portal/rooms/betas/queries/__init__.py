"""Questions about betas: who may see what, what stands in a list, and how a beta goes."""
