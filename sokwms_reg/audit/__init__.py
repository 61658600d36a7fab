"""Who changed what, when. Knows people and records only as text, so that it outlives them."""
