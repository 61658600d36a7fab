"""Protocol: how guests are addressed, greeted, seated and accompanied, in an order of precedence set by hand.

Seen by organiser and secretariat alone. What is kept here is no part of a registration: neither its history nor the
copy that its person is given has any of it.
"""
