"""What is measured, and how to measure it again: `make bench`.

Every figure is a ratio of two things measured side by side in one run, interleaved, on one machine.
"""
