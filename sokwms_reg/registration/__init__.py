"""Places: registering by category, states, the waiting list, a participant's own page."""
