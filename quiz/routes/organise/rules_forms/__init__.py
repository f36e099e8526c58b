"""The forms of a contest's rules: each shows its part of the object, and reads it back."""
