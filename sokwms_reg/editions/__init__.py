"""Editions of the conference: dates, days, categories, partners, materials; who of the staff may do what in which."""
