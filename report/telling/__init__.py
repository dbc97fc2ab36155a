"""What others are told of a study: a message of what has changed, by e-mail, webhook or folder."""
