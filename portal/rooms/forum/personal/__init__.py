"""What is kept of people in the forum: what they wrote, and what they did with what others wrote."""
