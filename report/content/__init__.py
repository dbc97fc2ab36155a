"""What a report holds, whatever it becomes."""
