"""Attempts: papers, answers, deadlines. Decisions about time live here."""
