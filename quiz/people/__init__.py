"""People and units: who they are, which role they hold, how they come in."""
