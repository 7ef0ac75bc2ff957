"""What the features below have to tell: they do not know notices, so it is told here for them."""
