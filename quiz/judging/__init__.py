"""Judging: the marks that people give."""
