"""What a watch keeps beside its study, and what it sends: its state, a feed and a log."""
