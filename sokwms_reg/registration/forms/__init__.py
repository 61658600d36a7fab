"""From what was typed to a checked application."""

from sokwms_reg.registration.forms.application import RegistrationForm, make_form
from sokwms_reg.registration.forms.token import FormToken, issue, read

__all__ = ["FormToken", "RegistrationForm", "issue", "make_form", "read"]
