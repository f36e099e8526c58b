"""What anyone may watch: boards, on a phone and on the hall's screen."""
