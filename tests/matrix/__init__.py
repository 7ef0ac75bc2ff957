"""Every route for every kind of person, at their own, others', hidden and missing things, with and without a token."""
