"""A study's own rhythm: a run of all its steps, which may stop anywhere and goes on from there."""
