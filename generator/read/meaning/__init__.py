"""Meaning: from the keys, columns and values of a record, whoever wrote it, to a capture's fields."""
