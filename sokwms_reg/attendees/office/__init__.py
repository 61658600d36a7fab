"""The office's pages about people: the list, its files, one person, and what can be done about them."""

from sokwms_reg.core.office import office_blueprint
from sokwms_reg.editions.states import Permission

attendees = office_blueprint("attendees", __name__, permission=Permission.PEOPLE_READ)

from sokwms_reg.attendees.office import (  # noqa: E402 - they add their addresses to the blueprint
    acting,
    bulk,
    duplicates,
    files,
    links,
    merging,
    notes,
    people,
    person,
    sections,
    tagging,
    tags,
    viewing,
    views,
)

__all__ = [
    "acting",
    "attendees",
    "bulk",
    "duplicates",
    "files",
    "links",
    "merging",
    "notes",
    "people",
    "person",
    "sections",
    "tagging",
    "tags",
    "viewing",
    "views",
]
