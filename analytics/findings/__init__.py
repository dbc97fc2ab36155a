"""The results of a view, each computed once, and under alternatives."""
