"""Other methods, run as their authors say."""
