"""How often intervals of effects hold the true ratio, where events set off others."""
