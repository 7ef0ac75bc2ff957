"""The pages of ideas: what members read and vote on, and what product decides by."""
