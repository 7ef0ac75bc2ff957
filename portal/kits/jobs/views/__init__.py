"""The pages of long work: what runs, and how far it is."""
