"""What people fill in when they register, change their data or look for their link."""

from sokwms_reg.registration.forms.application import RegistrationForm, make_form
from sokwms_reg.registration.forms.editing import EditToken, issue_edit, make_edit_form, read_edit
from sokwms_reg.registration.forms.finding import FindForm
from sokwms_reg.registration.forms.replacing import (
    CONTACT,
    ReplacementForm,
    ReplacementToken,
    issue_replacement,
    make_replacement_form,
    read_replacement,
)
from sokwms_reg.registration.forms.token import FormToken, issue, read

__all__ = [
    "CONTACT",
    "EditToken",
    "FindForm",
    "FormToken",
    "RegistrationForm",
    "ReplacementForm",
    "ReplacementToken",
    "issue",
    "issue_edit",
    "issue_replacement",
    "make_edit_form",
    "make_form",
    "make_replacement_form",
    "read",
    "read_edit",
    "read_replacement",
]
