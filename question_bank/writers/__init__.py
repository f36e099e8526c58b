"""File formats we can write, one file each."""
