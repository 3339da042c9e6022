"""Pages: of an article, of a comparison, of a work, of what stands where one was withdrawn; and their pieces."""
