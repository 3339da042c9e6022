"""What the parts of the engine call things."""

from __future__ import annotations

PLUGIN = "backfile"
"""Name of the plugin in mkdocs.yml."""
