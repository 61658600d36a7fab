"""The office's pages about places: an edition's rules, decisions, the waiting list."""

from sokwms_reg.core.office import office_blueprint
from sokwms_reg.editions.states import Permission

places = office_blueprint("places", __name__, permission=Permission.PEOPLE_READ)

from sokwms_reg.registration.office import (  # noqa: E402 - they add their addresses to the blueprint
    decisions,
    entering,
    settings,
    undoing,
    waiting,
)

__all__ = ["decisions", "entering", "places", "settings", "undoing", "waiting"]
