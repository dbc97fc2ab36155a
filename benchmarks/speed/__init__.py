"""``make bench``: how long everything takes, docs/performance.md."""
