"""Alarms: which of many units has begun to rise, at a stated number of false alarms over all."""
