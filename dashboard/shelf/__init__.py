"""The studies of a server: under which address each stands, and which one a request is about."""
