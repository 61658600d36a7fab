"""The office's pages of the protocol: welcome list, cards, list of offices."""

from flask import request

from sokwms_reg.core.office import office_blueprint, require
from sokwms_reg.editions.states import Permission
from sokwms_reg.protocol import exports

protocol = office_blueprint("protocol", __name__, permission=Permission.PEOPLE_READ)


@protocol.before_request
def _for_few() -> None:
    """Demand more of members of the edition than other pages do: 403; to strangers the edition does not exist."""
    require(Permission.PROTOCOL_READ, (request.view_args or {}).get("slug"))


from sokwms_reg.protocol.office import card, deleting, listing, panel, placing, welcome  # noqa: E402 - they add their addresses to the blueprint

__all__ = ["card", "deleting", "exports", "listing", "panel", "placing", "protocol", "welcome"]
