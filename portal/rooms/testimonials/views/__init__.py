"""The pages of quotes: the staff's, and the customer's page."""
