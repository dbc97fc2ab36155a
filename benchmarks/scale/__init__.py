"""What a scan of many units costs, on one core, several, and a cluster: docs/scale.md."""
