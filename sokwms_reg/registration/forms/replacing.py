"""The form of a person who comes instead: what belongs to a person, without what stays (institution, days, place)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from werkzeug.datastructures import MultiDict

from sokwms_reg.core.i18n import current_language
from sokwms_reg.core.tokens import TokenError, sign, unsign
from sokwms_reg.registration.forms.application import RegistrationForm, offer_personal_choices
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import Application

_PURPOSE = "replace"
CONTACT = ("contact_name", "contact_email", "contact_phone")


@dataclass(frozen=True)
class ReplacementToken:
    """One form handed out: for which registration, and for which version of its link."""

    registration_id: int
    link_version: int


def issue_replacement(secret: str, token: ReplacementToken) -> str:
    """Return the token of a form for another person."""
    return sign(secret, _PURPOSE, [token.registration_id, token.link_version])


def read_replacement(secret: str, text: str) -> ReplacementToken:
    """Return what a token says. Raises TokenError when it is missing, altered or of another form."""
    value = unsign(secret, _PURPOSE, text)
    if not isinstance(value, list) or [type(part) for part in value] != [int, int]:
        raise TokenError(_PURPOSE)
    return ReplacementToken(*value)


class ReplacementForm(RegistrationForm):
    """The fields of the registration's form that belong to a person; the rules have been accepted already."""

    institution = None
    voivodeship = None
    country = None
    days = None
    accept_rules = None  # type: ignore[assignment] # so WTForms takes a field away

    def another(self, kept: Registration, days: Sequence[date], privacy_version: str) -> Application:
        """Return the checked application of the new person: what is not personal is as it was."""
        return Application(
            **self.answers(),
            category="",
            nonce=kept.form_nonce,
            language=current_language(),
            institution=kept.institution,
            voivodeship=kept.voivodeship,
            country=kept.country,
            days=tuple(days),
            privacy_version=privacy_version,
        )


def make_replacement_form(
    registration: Registration, form_token: str, typed: MultiDict[str, str] | None
) -> ReplacementForm:
    """Return the form as typed; fresh, it has the contact person, who often is an office that stays the same."""
    contact = {name: getattr(registration, name) for name in CONTACT} if typed is None else {}
    form: ReplacementForm = ReplacementForm(formdata=typed, data=contact, meta={"csrf_context": form_token})
    offer_personal_choices(form)
    return form
