"""The page that lists the studies of a server with their answers."""
