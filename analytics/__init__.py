"""Daily series, change points, effects: pure functions from tables to frozen results."""
