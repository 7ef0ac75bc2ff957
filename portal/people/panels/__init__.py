"""What people and access add to the pages of other rooms."""
