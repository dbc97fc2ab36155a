"""A file to a study folder, with the account of its rows."""
