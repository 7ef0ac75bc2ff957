"""What can be done with logins: passwords, and colleagues with their roles."""
