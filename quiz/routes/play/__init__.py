"""What contestants open on their phones."""
