"""The nurture maps: the shipped ones, those in force, and what a map may use here."""
