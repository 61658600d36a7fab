"""The form of a registration that is there already: the same fields, without the category and the rules."""

from collections.abc import Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from sokwms_reg.core.tokens import TokenError, sign, unsign
from sokwms_reg.editions.models import Category, EditionDay
from sokwms_reg.registration.forms.application import RegistrationForm, offer_choices
from sokwms_reg.registration.models import Registration

_PURPOSE = "edit"


@dataclass(frozen=True)
class EditToken:
    """One form of changes handed out: for which registration, and the mark of the data that it was made from."""

    registration_id: int
    made_from: str


def issue_edit(secret: str, token: EditToken) -> str:
    """Return the token of a form of changes."""
    return sign(secret, _PURPOSE, [token.registration_id, token.made_from])


def read_edit(secret: str, text: str) -> EditToken:
    """Return what a token says. Raises TokenError when it is missing, altered or of another form."""
    value = unsign(secret, _PURPOSE, text)
    if not isinstance(value, list) or [type(part) for part in value] != [int, str]:
        raise TokenError(_PURPOSE)
    return EditToken(*value)


def make_edit_form(
    registration: Registration,
    category: Category,
    all_days: Sequence[EditionDay],
    chosen: Sequence[EditionDay],
    form_token: str,
    typed: MultiDict[str, str] | None,
) -> RegistrationForm:
    """Return the form with what is stored, or with what was typed; the rules have been accepted already."""
    days = [day.date.isoformat() for day in chosen]
    form: RegistrationForm = RegistrationForm(
        formdata=typed, obj=registration, data={"days": days}, meta={"csrf_context": form_token}
    )
    del form.accept_rules
    offer_choices(form, category, all_days)
    return form
