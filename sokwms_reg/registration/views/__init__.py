"""Public pages: category, form, check, what happens next; a participant's own page, and the way back to it."""

from sokwms_reg.core.web import public_blueprint

registration = public_blueprint("registration", __name__)

from sokwms_reg.registration.views import (  # noqa: E402 - they add their addresses to the blueprint
    choosing,
    editing,
    finding,
    links,
    own,
    received,
    registering,
    replacing,
    wishes,
)

__all__ = [
    "choosing",
    "editing",
    "finding",
    "links",
    "own",
    "received",
    "registering",
    "registration",
    "replacing",
    "wishes",
]
