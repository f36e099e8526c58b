"""The organiser's door: contests, rounds, people, units."""
