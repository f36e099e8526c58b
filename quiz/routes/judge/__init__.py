"""/judge: the control of a round while it runs."""
