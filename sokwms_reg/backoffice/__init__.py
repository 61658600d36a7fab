"""The staff's front page and menu, and the office's pages of the outbox."""
