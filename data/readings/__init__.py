"""What a cell of a foreign file says: a day, a toll, a place, a blank."""
