"""Files: what programs read and people take away: open data and its description, feeds, an article by itself."""
