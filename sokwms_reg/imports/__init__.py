"""Importing people from a spreadsheet: a file kept for a day, its columns, a dry run, one transaction."""
