"""Controls, cards and bars."""
