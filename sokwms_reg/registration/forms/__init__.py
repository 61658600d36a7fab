"""What people fill in when they register, change their data or look for their link."""

from sokwms_reg.registration.forms.application import RegistrationForm, make_form
from sokwms_reg.registration.forms.editing import EditToken, issue_edit, make_edit_form, read_edit
from sokwms_reg.registration.forms.finding import FindForm
from sokwms_reg.registration.forms.token import FormToken, issue, read

__all__ = [
    "EditToken",
    "FindForm",
    "FormToken",
    "RegistrationForm",
    "issue",
    "issue_edit",
    "make_edit_form",
    "make_form",
    "read",
    "read_edit",
]
