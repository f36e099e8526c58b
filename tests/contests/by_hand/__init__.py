"""A contest reckoned again, by hand: none of this imports anything of the product."""
