"""Staff accounts and sign-in, by Flask-Security; what a person may do is `editions.Membership`."""
