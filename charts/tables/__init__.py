"""Results as tables in words; alt text; safe CSV."""
