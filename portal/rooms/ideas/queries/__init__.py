"""Questions about boards, ideas and votes, one file for each family of them."""
