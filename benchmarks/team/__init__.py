"""``make load``: what a team costs the server, and how its memory grows; docs/performance.md."""
