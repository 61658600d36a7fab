"""The staff's pages that belong to no other room: front page, choice of the edition, outbox, one's own language."""

from sokwms_reg.backoffice.office.frame import init_backoffice
from sokwms_reg.core.office import office_blueprint
from sokwms_reg.editions.states import Permission

backoffice = office_blueprint("backoffice", __name__, permission=Permission.PEOPLE_READ)

from sokwms_reg.backoffice.office import audit, front, outbox  # noqa: E402 - they add their addresses to the blueprint

__all__ = ["audit", "backoffice", "front", "init_backoffice", "outbox"]
