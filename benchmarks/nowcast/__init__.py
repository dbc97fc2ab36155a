"""How often the interval of a nowcast holds what came in the end: docs/nowcast.md."""
