"""What every room stands on: database, time, languages, links, the web and office frames. Knows no room."""
