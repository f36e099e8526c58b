"""What every page shares: rendering, guards, protection."""
