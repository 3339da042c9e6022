"""Listings: shelves of articles by day, outlet, agency, person and tag, and the pages that count and draw them."""
