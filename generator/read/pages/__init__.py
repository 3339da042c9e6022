"""A saved web page taken apart: its text, and each statement of the page about itself."""
