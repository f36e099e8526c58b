"""What comes out at the end: printed slips, lists and exports."""
