"""Readers of other people's files: each turns one source's rows into events, and loses none."""
