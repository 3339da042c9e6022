"""The formats that Backfile reads, a module each: a `Format` says how its files are told, cut and read."""
