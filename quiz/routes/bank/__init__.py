"""The bank's pages. Everybody here sees keys."""
