"""The stages over a whole archive: what puts values of one stage before the next, article by article or all at once."""
