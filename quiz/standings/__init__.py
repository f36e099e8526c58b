"""Standings: points, places and boards. Decisions about questions and places live here."""
