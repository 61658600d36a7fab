"""Editions in and out: one TOML file describes one edition."""
