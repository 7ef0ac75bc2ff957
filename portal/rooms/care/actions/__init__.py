"""What can be done with cases and calls; one file for each family of verbs."""
