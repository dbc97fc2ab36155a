"""What the server keeps on disk, for all of its processes alike."""
