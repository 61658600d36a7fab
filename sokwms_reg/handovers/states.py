"""For what lists are handed over, and the least that each recipient needs."""

from enum import StrEnum

from sokwms_reg.core.i18n import N_


class Purpose(StrEnum):
    """What a recipient does with a list."""

    HOTEL = "hotel"
    CATERER = "caterer"
    COACH = "coach"
    PRINTER = "printer"
    INTERPRETERS = "interpreters"
    OTHER = "other"


class Shape(StrEnum):
    """What a list is made of: a row for each person, or the number of people by day and meal, without any name."""

    PEOPLE = "people"
    MEALS = "meals"


PURPOSES = {
    Purpose.HOTEL: N_("Hotel"),
    Purpose.CATERER: N_("Caterer"),
    Purpose.COACH: N_("Coach"),
    Purpose.PRINTER: N_("Printer of badges"),
    Purpose.INTERPRETERS: N_("Interpreters"),
    Purpose.OTHER: N_("Another purpose"),
}
NEEDED = {
    Purpose.HOTEL: N_("Rooms: names, institutions and days."),
    Purpose.CATERER: N_("How many meals of which kind on each day, without names."),
    Purpose.COACH: N_("Seats and calls: names, institutions, telephones and days."),
    Purpose.PRINTER: N_("What stands on a badge: title, name, function, institution and role."),
    Purpose.INTERPRETERS: N_("Names, titles and functions to be spoken right, institutions and roles."),
    Purpose.OTHER: N_("Names and institutions to begin with."),
}
# The least that each needs; more is chosen knowingly.
PROPOSED: dict[Purpose, tuple[str, ...]] = {
    Purpose.HOTEL: ("first_name", "last_name", "institution", "days"),
    Purpose.CATERER: ("first_name", "last_name", "days", "diet"),
    Purpose.COACH: ("first_name", "last_name", "phone", "institution", "days"),
    Purpose.PRINTER: ("role", "title", "first_name", "last_name", "position", "institution"),
    Purpose.INTERPRETERS: ("role", "title", "first_name", "last_name", "position", "institution"),
    Purpose.OTHER: ("first_name", "last_name", "institution"),
}
SHAPES = {
    Shape.MEALS: N_("Numbers of meals by day, without names"),
    Shape.PEOPLE: N_("A list of people"),
}


def shape_for(purpose: Purpose) -> Shape:
    """Return what is proposed for a purpose: numbers where they are enough."""
    return Shape.MEALS if purpose == Purpose.CATERER else Shape.PEOPLE
