"""The pages of betas: what members do in one, and how colleagues run it."""
