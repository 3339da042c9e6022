"""What survives a build: in a file beside the archive (`store`), or at hand of the process (`memory`)."""
