"""Long lists as files: asked for on a page, written by the worker, kept for a day for whoever asked.

A room of its own, because only it needs the worker and a folder; `attendees` writes the files and knows nothing of it
but the address to send people to.
"""
