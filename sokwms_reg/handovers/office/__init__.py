"""The office's pages about lists that were handed over, and the register of disclosures."""

from sokwms_reg.core.office import office_blueprint
from sokwms_reg.editions.states import Permission

handovers = office_blueprint("handovers", __name__, permission=Permission.PEOPLE_READ)

from sokwms_reg.handovers.office import making, panel, reading, register  # noqa: E402 - they add their addresses to the blueprint

__all__ = ["handovers", "making", "panel", "reading", "register"]
