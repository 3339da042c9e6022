"""The documentation site, and what the code writes into it."""
