"""Finished messages and their delivery: a mail is a row before it is a message."""
