"""Facts are gathered, members are moved, and what a move asks for is done."""
