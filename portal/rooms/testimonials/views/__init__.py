"""The pages of quotes: the staff's room, and the customer's page."""
