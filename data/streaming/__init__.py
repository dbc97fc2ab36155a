"""Files of any size, batch by batch: what a row counts for, and never more of them in memory."""
