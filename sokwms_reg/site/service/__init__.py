"""What pages are told in one piece, and whether the service is ready."""
