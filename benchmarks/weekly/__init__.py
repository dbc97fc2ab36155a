"""The covered period of the bundled study, run week by week as it would have arrived."""
