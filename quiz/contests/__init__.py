"""Contests: rounds, legs, entries, rules; how they are made, scheduled and released."""
