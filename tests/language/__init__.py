"""Whether every sentence can be said in another language."""
