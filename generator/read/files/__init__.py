"""Files: how an input file is found, told by its content, opened and cut into parts, and what catches its faults."""
