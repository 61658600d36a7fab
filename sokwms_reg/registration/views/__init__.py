"""Public pages: choosing a category, the form, its check, what happens next; and a participant's own page."""

from sokwms_reg.core.web import public_blueprint

registration = public_blueprint("registration", __name__)

from sokwms_reg.registration.views import own, registering  # noqa: E402 - they add their addresses to the blueprint

__all__ = ["own", "registering", "registration"]
