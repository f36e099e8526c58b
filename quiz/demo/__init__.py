"""The demo: an invented contest, half played, for whoever types `make run`. Never beside a real one."""
