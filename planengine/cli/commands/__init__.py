"""One module per kind of command; imported when one of its commands runs."""
