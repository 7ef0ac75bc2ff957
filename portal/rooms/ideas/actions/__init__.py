"""What can be done with boards and ideas, one file for each family of acts."""
