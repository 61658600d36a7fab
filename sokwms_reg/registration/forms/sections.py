"""One section of a registration's data as the office changes it: the fields of the public form, and a few more.

The session's token is checked by the blueprint; `made_from` is the mark of the data that the form was made from.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import (  # type: ignore[attr-defined] # the stubs do not know SelectChoice yet
    Field,
    HiddenField,
    RadioField,
    SelectChoice,
    TextAreaField,
)
from wtforms.validators import AnyOf, Length, StopValidation

from sokwms_reg.core.i18n import LANGUAGES
from sokwms_reg.editions.models import Category, EditionDay
from sokwms_reg.registration.forms.application import RegistrationForm, YesField, many_lines, offer_choices
from sokwms_reg.registration.models import PersonRole, Registration
from sokwms_reg.registration.service import CONSENTS, SECTIONS, mark_of

LONGEST_NOTE = 1000
WITHOUT_LETTER = frozenset({"role"})  # no participant ever reads a role


class SectionForm(RegistrationForm):
    """All fields that a section may have; `make_section_form` leaves those of one."""

    class Meta(RegistrationForm.Meta):
        """Protected by the session, like everything in the office."""

        csrf = False

    role = RadioField(_("Role"), validate_choice=False)
    language = RadioField(
        _("Language of messages"),
        choices=[SelectChoice("pl", _("Polish")), SelectChoice("en", _("English"))],
        validators=[AnyOf(LANGUAGES, message=_("Please choose one of the answers offered."))],
        validate_choice=False,
    )
    note = TextAreaField(
        _("How the person gave the consent"),
        filters=[many_lines],
        validators=[Length(max=LONGEST_NOTE, message=_("Please use at most %(most)s characters.", most=LONGEST_NOTE))],
    )
    letter = YesField(_("Send a message about the change"))
    made_from = HiddenField()
    given_before: frozenset[str] = frozenset()

    def validate_role(self, field: Field) -> None:
        """Accept the roles offered."""
        if field.data not in set(PersonRole):
            raise StopValidation(_("Please choose one of the answers offered."))

    def validate_note(self, field: Field) -> None:
        """Ask how a consent was given that was not there before: the office only writes down what a person said."""
        given = {consent for consent in CONSENTS if self[consent].data}
        if given - self.given_before and not field.data:
            raise StopValidation(_("Please write how the person gave the consent: when, and by telephone or letter."))

    @property
    def values(self) -> dict[str, Any]:
        """Return what was typed and chosen by field; days are sorted."""
        names = [name for fields in SECTIONS.values() for name in fields if name in self]
        typed = {name: self[name].data for name in names}
        return {
            name: sorted(set(value)) if name == "days" else "" if value is None else value
            for name, value in typed.items()
        }

    @property
    def reason(self) -> str:
        """Return how consents were given, "" in a section without any."""
        return str(self.note.data or "") if "note" in self else ""

    @property
    def sends_letter(self) -> bool:
        """Tell whether a message shall go out."""
        return "letter" in self and bool(self.letter.data)


def make_section_form(
    section: str,
    registration: Registration,
    stored: Mapping[str, object],
    place: tuple[Category, Sequence[EditionDay]],
    roles: Mapping[str, str],
    *,
    typed: MultiDict[str, str] | None = None,
) -> SectionForm:
    """Return the form of a section with what is `stored`, or with what was typed; `roles` are codes with words."""
    fresh = {**stored, "letter": True, "made_from": mark_of(stored)}
    form: SectionForm = SectionForm(formdata=typed, data=fresh)
    offer_choices(form, *place)
    form.role.choices = [SelectChoice(code, words) for code, words in roles.items()]
    form.given_before = frozenset(consent for consent in CONSENTS if getattr(registration, consent))
    kept = {*SECTIONS[section], "made_from"}
    kept |= set() if section in WITHOUT_LETTER else {"letter"}
    kept |= {"note"} if section == "consents" else set()
    for field in list(form):
        if field.name in kept:
            field.id = f"edit-{field.name}"
        else:
            del form[field.name]
    return form
