"""Content to PowerPoint."""
