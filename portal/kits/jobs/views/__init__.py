"""The pages of long work: what runs, how far it is, and bringing a file in step by step."""
