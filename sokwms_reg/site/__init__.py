"""The public face of the whole: home, about, edition pages, notices, and what machines ask for."""
