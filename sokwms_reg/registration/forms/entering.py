"""The form that the office fills in for somebody: the same fields, the language of the letters, and what it decides."""

from collections.abc import Sequence
from enum import StrEnum
from typing import TypeVar

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import (  # type: ignore[attr-defined] # the stubs do not know SelectChoice yet
    Field,
    RadioField,
    SelectChoice,
    TextAreaField,
)
from wtforms.validators import AnyOf, DataRequired, Length, ValidationError

from sokwms_reg.core.i18n import DEFAULT_LANGUAGE, LANGUAGES
from sokwms_reg.editions.models import Category, EditionDay
from sokwms_reg.registration.forms.application import (
    RegistrationForm,
    YesField,
    many_lines,
    offer_choices,
)
from sokwms_reg.registration.forms.deciding import LONGEST_REASON

_OFFERED = _("Please choose one of the answers offered.")


class EntryForm(RegistrationForm):
    """What a person has told the office, by telephone or letter."""

    language = RadioField(
        _("Language of messages"),
        default=DEFAULT_LANGUAGE,
        choices=[SelectChoice("pl", _("Polish")), SelectChoice("en", _("English"))],
        validators=[AnyOf(LANGUAGES, message=_OFFERED)],
        validate_choice=False,
    )
    accept_rules = YesField(
        _("The person accepts the rules of the conference."),
        validators=[DataRequired(_("The person has to accept the rules of the conference."))],
    )


class Letter(StrEnum):
    """Whether mail goes out."""

    SEND = "send"
    NONE = "none"


class Place(StrEnum):
    """What shall be where no place is free; UNASKED until somebody has been told that none is."""

    UNASKED = ""
    LINE = "line"
    BEYOND = "beyond"


class HandForm(EntryForm):
    """One person, entered by hand: whether mail goes out, and what shall be where no place is free."""

    letter = RadioField(
        _("Message about the registration"),
        default=Letter.SEND,
        choices=[SelectChoice(Letter.SEND, _("Send it")), SelectChoice(Letter.NONE, _("Send no message"))],
        validators=[AnyOf(list(Letter), message=_OFFERED)],
        validate_choice=False,
    )
    place = RadioField(
        _("What shall happen?"),
        default=Place.UNASKED,
        choices=[
            SelectChoice(Place.LINE, _("Put the person on the waiting list")),
            SelectChoice(Place.BEYOND, _("Give a place all the same")),
        ],
        validators=[AnyOf(list(Place), message=_OFFERED)],
        validate_choice=False,
    )
    reason = TextAreaField(
        _("Reason for giving a place all the same"),
        filters=[many_lines],
        validators=[
            Length(max=LONGEST_REASON, message=_("Please use at most %(most)s characters.", most=LONGEST_REASON))
        ],
    )

    def validate_reason(self, field: Field) -> None:
        """Ask why, where limits give way."""
        if self.place.data == Place.BEYOND and not field.data:
            raise ValidationError(_("Please give the reason: it stays in the history."))

    @property
    def decided(self) -> bool:
        """Tell whether all that is wrong, if anything, is what the office decides: the person's own data are right."""
        return set(self.errors) <= {"letter", "place", "reason"}


Entered = TypeVar("Entered", bound=EntryForm)


def make_entry_form(
    category: Category, days: Sequence[EditionDay], form_token: str, typed: MultiDict[str, str] | None
) -> EntryForm:
    """Return the form for a category, empty or as typed."""
    return _filled(EntryForm(formdata=typed, meta={"csrf_context": form_token}), category, days, typed)


def make_hand_form(
    category: Category, days: Sequence[EditionDay], form_token: str, typed: MultiDict[str, str] | None
) -> HandForm:
    """Return the form of one person for a category, empty or as typed."""
    return _filled(HandForm(formdata=typed, meta={"csrf_context": form_token}), category, days, typed)


def _filled(
    form: Entered, category: Category, days: Sequence[EditionDay], typed: MultiDict[str, str] | None
) -> Entered:
    offer_choices(form, category, days)
    if typed is None and len(days) == 1:
        form.days.data = [days[0].date.isoformat()]
    return form
