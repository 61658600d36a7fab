"""The wording of every message: templates, their kinds, rendering in the reader's language."""
