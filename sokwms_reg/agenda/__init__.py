"""The programme: sessions by day and room, speakers and their roles, calendars."""
