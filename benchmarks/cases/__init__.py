"""Real conflicts, the bundled case told, the gallery."""
