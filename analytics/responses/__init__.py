"""What follows what: whether one series answers another, with the guards that it takes."""
