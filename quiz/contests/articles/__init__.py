"""The public regulations (thể lệ), article by article, rendered from the rules that drive behaviour."""
