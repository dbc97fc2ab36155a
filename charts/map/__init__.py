"""Country outlines, extent and names of the map."""
