"""The pages of leaving: a member's own, and those of colleagues."""
