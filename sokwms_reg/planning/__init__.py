"""The calendar of the office: what has to be done until when, counted from the first day of an edition."""
