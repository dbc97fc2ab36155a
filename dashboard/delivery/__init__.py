"""What the browser is sent before anything can be seen: few files, small and kept."""
