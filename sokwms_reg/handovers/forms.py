"""To whom a list is handed over, with which columns."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (  # type: ignore[attr-defined] # the stubs do not know SelectChoice yet
    DateField,
    Field,
    RadioField,
    SelectChoice,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, ValidationError

from sokwms_reg.handovers.states import Shape
from sokwms_reg.registration.forms.application import many_lines, one_line

LONGEST_NAME = 200
LONGEST_NOTE = 1000


def _short(most: int) -> Length:
    return Length(max=most, message=_("Please use at most %(most)s characters.", most=most))


class HandoverForm(FlaskForm):  # type: ignore[misc] # Flask-WTF brings no types
    """Recipient, contact, columns; `shape` is asked only where a list without names may do."""

    recipient = StringField(
        _("Recipient"),
        filters=[one_line],
        validators=[DataRequired(_("Please give the institution that gets the list.")), _short(LONGEST_NAME)],
    )
    contact = StringField(_("Contact person of the recipient"), filters=[one_line], validators=[_short(LONGEST_NAME)])
    shape = RadioField(_("What is handed over"), validate_choice=False)
    columns = SelectMultipleField(_("Columns"), validate_choice=False)
    keep_until = DateField(
        _("The recipient keeps the list until"),
        validators=[DataRequired(_("Please give a day, such as 2027-11-17."))],
    )
    note = TextAreaField(_("Note"), filters=[many_lines], validators=[_short(LONGEST_NOTE)])

    def __init__(
        self, columns: Mapping[str, str], shapes: Mapping[str, str], proposed: Mapping[str, Any], today: date
    ) -> None:
        """Offer columns and shapes by name, in words; a fresh form has what is proposed."""
        self._today, self._offered, self._shapes = today, columns, shapes
        super().__init__(**proposed)
        self.columns.choices = [SelectChoice(name, words) for name, words in columns.items()]
        self.shape.choices = [SelectChoice(name, words) for name, words in shapes.items()]

    @property
    def last_day(self) -> date:
        """Return until when the recipient keeps the list; only a form without errors has such a day: ValueError."""
        if self.keep_until.data is None:
            message = "the form has errors"
            raise ValueError(message)
        return self.keep_until.data

    @property
    def chosen_shape(self) -> Shape:
        """Return what is handed over; a list of people where nothing else was offered."""
        return Shape(self.shape.data) if self._shapes else Shape.PEOPLE

    @property
    def chosen_columns(self) -> Sequence[str]:
        """Return the columns in the order of the list; numbers without names have none to choose."""
        if self.chosen_shape == Shape.MEALS:
            return []
        return [name for name in self._offered if name in (self.columns.data or [])]

    def validate_shape(self, field: Field) -> None:
        """Refuse what was not offered."""
        if self._shapes and field.data not in self._shapes:
            raise ValidationError(_("Please choose one of the answers offered."))

    def validate_columns(self, field: Field) -> None:
        """Refuse what was not offered, and a list of people without any column."""
        if set(field.data) - set(self._offered):
            raise ValidationError(_("Please choose one of the answers offered."))
        if not field.data and not (self._shapes and self.shape.data == Shape.MEALS):
            raise ValidationError(_("Please choose at least one column."))

    def validate_keep_until(self, field: Field) -> None:
        """Refuse days that are over; what is no date has its message already."""
        if field.data is not None and field.data < self._today:
            raise ValidationError(_("This day has passed; please give a later one."))
