"""A panel: the events of a study counted by unit and day, on the days that the source covers."""
