"""Questions about people and access, one file for each family of them."""
