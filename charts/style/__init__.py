"""Theme, colours, sizes, fonts, text width."""
