"""What can be done with companies, members and users; one file for each family of verbs."""
