"""What Word and PowerPoint share."""
