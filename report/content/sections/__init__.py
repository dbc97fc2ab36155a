"""What each section of a report holds, one module a section."""
