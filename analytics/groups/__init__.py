"""Groups of a study by any column: which of them changed, and whether two changed alike."""
