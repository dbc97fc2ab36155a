"""How often the watch is wrong and what it finds, beside the rules in use: docs/alarms.md."""
