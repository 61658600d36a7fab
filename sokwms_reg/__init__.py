"""Conference registration: editions, agenda, registration by category, mail, attendee lists."""
