"""Where readers are after they sent a form: by rule for every form of the product, and in a browser."""
