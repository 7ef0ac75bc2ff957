"""Odd values for every route and parameter: `make test` sends some of them, `make torture` many."""
