"""Killing, filling and starving the product, and counting what is left. `make torture` runs all of it."""
