"""The office's pages of its calendar."""

from sokwms_reg.core.office import office_blueprint
from sokwms_reg.editions.states import Permission

planning = office_blueprint("planning", __name__, permission=Permission.PEOPLE_READ)

from sokwms_reg.planning.office import calendar, task  # noqa: E402 - they add their addresses to the blueprint

__all__ = ["calendar", "planning", "task"]
