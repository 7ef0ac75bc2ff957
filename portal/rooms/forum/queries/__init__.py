"""The forum's questions: who sees what, what stands in it, and what somebody has not read."""
