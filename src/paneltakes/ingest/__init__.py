"""Reading: from a source to an Article."""
