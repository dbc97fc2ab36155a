"""Before and after a date: ratio, interval, placebo, power."""
