"""Who does the work of the queues: a thread of the server, or processes of their own."""
