"""``study.toml``, key by key."""
