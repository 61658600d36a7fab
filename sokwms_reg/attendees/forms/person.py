"""The office's questions about one person. All carry the session's CSRF token, checked by the blueprint."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (  # type: ignore[attr-defined] # the stubs do not know SelectChoice yet
    BooleanField,
    DateField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, NumberRange, ValidationError

from sokwms_reg.core.templates import day
from sokwms_reg.registration.forms.application import many_lines, one_line

LONGEST_REASON = 1000
LONGEST_SALUTATION = 200
LONGEST_NOTE = 4000
DAYS_TO_ANSWER = 3


def _reason(missing: str) -> TextAreaField:
    return TextAreaField(
        _("Reason"),
        filters=[many_lines],
        validators=[
            DataRequired(missing),
            Length(max=LONGEST_REASON, message=_("Please use at most %(most)s characters.", most=LONGEST_REASON)),
        ],
    )


def offered(_form: FlaskForm, field: Any) -> None:  # noqa: ANN401 - a field with choices of WTForms 3.3
    """Refuse what is none of the choices."""
    if field.data not in {choice.value for choice in field.choices}:
        raise ValidationError(_("Please choose one of the answers offered."))


class ApproveForm(FlaskForm):  # type: ignore[misc] # Flask-WTF brings no types
    """Nothing to fill in."""


class CancelForm(FlaskForm):  # type: ignore[misc] # as above
    """Why something is done, if one wants to say it."""

    reason = TextAreaField(
        _("Reason"),
        filters=[many_lines],
        validators=[
            Length(max=LONGEST_REASON, message=_("Please use at most %(most)s characters.", most=LONGEST_REASON))
        ],
    )


class RejectForm(CancelForm):
    """Why a registration is not accepted, or loses its place; the reason goes to the applicant."""

    reason = _reason(_("Please give the reason: it is included in the message to the participant."))


class OfferForm(CancelForm):
    """Until when a place is held for somebody who waits: the end of a day in the edition's zone."""

    until = DateField(
        _("Answer by the end of"),
        validators=[DataRequired(_("Please give the last day for an answer, such as 2027-11-17."))],
    )

    def __init__(self, zone: str, now: datetime, last: date | None) -> None:
        """Offer three days, never beyond the `last` day of the conference."""
        self._zone = ZoneInfo(zone)
        self._today = now.astimezone(self._zone).date()
        self._last = last
        suggested = self._today + timedelta(days=DAYS_TO_ANSWER)
        super().__init__(until=max(self._today, min(suggested, last)) if last else suggested)

    def validate_until(self, field: Field) -> None:
        """Refuse days that are over, and days after the conference; what is no date has its message already."""
        if field.data is None:
            return
        if field.data < self._today:
            raise ValidationError(_("This day has passed; please give a later one."))
        if self._last is not None and field.data > self._last:
            raise ValidationError(
                _("Please give a day no later than %(last)s, the last day of the conference.", last=day(self._last))
            )

    @property
    def instant(self) -> datetime:
        """Return the last minute of the day."""
        chosen = self.until.data
        if chosen is None:
            message = "only a form without errors has an instant"
            raise ValueError(message)
        return datetime.combine(chosen, time(23, 59), self._zone)


class SalutationForm(FlaskForm):  # type: ignore[misc] # as above
    """What letters to a person begin with."""

    salutation = StringField(
        _("Salutation in messages"),
        filters=[one_line],
        validators=[
            Length(
                max=LONGEST_SALUTATION, message=_("Please use at most %(most)s characters.", most=LONGEST_SALUTATION)
            )
        ],
    )
    instead_of = HiddenField(filters=[one_line])  # the salutation that the form showed


class LiftForm(CancelForm):
    """Why an exception is made for somebody; the reason stays in the history."""

    reason = _reason(_("Please give the reason: it stays in the history."))


class MoveForm(LiftForm):
    """Where in the line somebody goes, and why."""

    position = IntegerField(
        _("New position in line"),
        validators=[
            DataRequired(_("Please give the position as a number, 1 for the first in line.")),
            NumberRange(min=1, message=_("Please give the position as a number, 1 for the first in line.")),
        ],
    )


class ReserveForm(CancelForm):
    """Which kind of place somebody uses."""

    pool = RadioField(_("Kind of place"), validators=[offered], validate_choice=False)

    def __init__(self, pools: Mapping[str, str]) -> None:
        """Offer the kinds of place by code, in words."""
        super().__init__()
        self.pool.choices = [SelectChoice(code, words) for code, words in pools.items()]


class NoteForm(FlaskForm):  # type: ignore[misc] # as above
    """A note of the secretariat; `made_from` is the mark of the note that is changed."""

    text = TextAreaField(
        _("Note"),
        filters=[many_lines],
        validators=[
            DataRequired(_("Please write the note.")),
            Length(max=LONGEST_NOTE, message=_("Please use at most %(most)s characters.", most=LONGEST_NOTE)),
        ],
    )
    made_from = HiddenField()


class MergeForm(CancelForm):
    """Which of two registrations stays; `merge_form` adds a field for each value that differs."""

    stays = RadioField(_("Which registration stays?"), validators=[offered], validate_choice=False)
    letter = BooleanField(_("Send the message that the other registration is cancelled"))
    made_from = HiddenField()

    def taken(self) -> dict[str, str]:
        """Return the chosen registration (its reference) for each field that differs."""
        return {field.name.removeprefix(TAKE): str(field.data) for field in self if field.name.startswith(TAKE)}


TAKE = "take_"


def merge_form(
    references: Mapping[str, str], labels: Mapping[str, str], values: Mapping[str, Mapping[str, str]]
) -> MergeForm:
    """Return the form for two registrations: `references` with their words, and what differs.

    `labels` name the fields that differ, `values` have the value in words by field and reference.
    """

    class Made(MergeForm):
        """With the fields of this pair."""

    for name, label in labels.items():
        setattr(Made, f"{TAKE}{name}", RadioField(label, validators=[offered], validate_choice=False))
    form = Made()
    form.stays.choices = [SelectChoice(reference, words) for reference, words in references.items()]
    for name in labels:
        form[f"{TAKE}{name}"].choices = [SelectChoice(ref, values[name][ref]) for ref in references]
    return form
