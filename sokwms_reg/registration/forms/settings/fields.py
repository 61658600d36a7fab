"""Fields of the rules of an edition: local times, dates, numbers, texts. Each knows what its column holds."""

import re
from abc import abstractmethod
from datetime import date, datetime
from typing import Any

from babel.numbers import format_decimal
from flask_babel import lazy_gettext as _
from wtforms import (  # type: ignore[attr-defined] # the stubs do not know SelectChoice yet
    Field,
    RadioField,
    SelectChoice,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import TextInput

from sokwms_reg.core.clock import exists, instant, local
from sokwms_reg.core.i18n import current_locale, gettext
from sokwms_reg.editions.portable.figures import MOST, YEARS
from sokwms_reg.editions.portable.texts import LONG, NAME
from sokwms_reg.registration.forms.application import many_lines, one_line

_WHOLE = re.compile(r"[0-9]{1,9}", re.ASCII)


class _TypedField(Field):
    """A field of one line that gives back what was typed, also where it means nothing."""

    widget = TextInput()

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else self._shown()

    def _shown(self) -> str:
        return "" if self.data is None else self.data.isoformat()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take what was typed; an empty field, or none at all, is "not set"."""
        typed = str(valuelist[0]).strip() if valuelist else ""
        self.data = self._read(typed) if typed else None

    @abstractmethod
    def _read(self, typed: str) -> object:
        """Return what was typed as a value; note what is wrong with it in `process_errors` by ValueError."""


class MomentField(_TypedField):
    """A local date and time in the form's zone, an instant in the database; needs `zone` on its form.

    Where a local time comes twice, the first is meant; a column that holds the second one stays until that is changed.
    """

    def __init__(self, label: Any, **given: Any) -> None:  # noqa: ANN401 - as WTForms takes them
        """Check the clocks of the zone first."""
        super().__init__(label, validators=[_on_the_clocks], **given)

    def _shown(self) -> str:
        return self.data.isoformat(timespec="seconds" if self.data.second else "minutes") if self.data else ""

    def _read(self, typed: str) -> datetime:
        try:
            found = datetime.fromisoformat(typed)
        except ValueError:
            found = datetime.min  # noqa: DTZ901 - refused with all other years that must be slips
        if found.tzinfo or found.microsecond or found.year not in YEARS:
            raise ValueError(gettext("Please give a date and an hour, such as 2027-11-17 09:00."))
        return found

    def instant(self, zone: str) -> datetime | None:
        """Return what the column is to hold."""
        return instant(self.data, zone) if self.data else None


def local_time(stored: datetime | None, zone: str) -> datetime | None:
    """Return an instant as the field shows it."""
    return local(stored, zone).replace(tzinfo=None) if stored else None


def _on_the_clocks(form: Any, field: Field) -> None:  # noqa: ANN401 - a form with a zone
    if field.data and not exists(field.data, form.zone):
        raise ValidationError(
            _("The clocks skip this hour on that day, when summer time begins; please choose another one.")
        )


class DayField(_TypedField):
    """A date."""

    def _read(self, typed: str) -> date:
        try:
            found = date.fromisoformat(typed)
        except ValueError:
            found = date.min
        if found.year not in YEARS:
            raise ValueError(gettext("Please give a date, such as 2027-11-17."))
        return found


class WholeField(_TypedField):
    """A whole number from `least` to `most`; an empty field stands for `nothing` in the column, and the reverse."""

    def __init__(
        self,
        label: Any,  # noqa: ANN401 - as WTForms takes them
        validators: Any = (),  # noqa: ANN401 - as above
        *,
        least: int = 0,
        most: int = MOST,
        nothing: int | None = None,
        **given: Any,  # noqa: ANN401 - as above
    ) -> None:
        """Keep the range."""
        self.least, self.most, self.nothing = least, most, nothing
        super().__init__(label, validators=validators, **given)

    def process_data(self, value: object) -> None:
        """Show nothing where the column says so."""
        super().process_data(None if value == self.nothing else value)

    def _shown(self) -> str:
        return "" if self.data is None else str(self.data)

    def _read(self, typed: str) -> int:
        digits = "".join(typed.split())
        if not _WHOLE.fullmatch(digits) or not self.least <= int(digits) <= self.most:
            raise ValueError(self._expected())
        return int(digits)

    def _expected(self) -> str:
        most = format_decimal(self.most, locale=current_locale())
        if self.nothing == 0:
            return gettext(
                "Please give a whole number from 1 to %(most)s, or leave the field empty: then there is no limit.",
                most=most,
            )
        return gettext("Please give a whole number from %(least)s to %(most)s.", least=self.least, most=most)

    @property
    def column(self) -> int | None:
        """Return what the column is to hold."""
        return self.nothing if self.data is None else int(self.data)


def given(sentence: Any) -> InputRequired:  # noqa: ANN401 - a lazy text
    """Want a field to be filled in."""
    return InputRequired(message=sentence)


def short(most: int) -> Length:
    """Bound a text."""
    return Length(max=most, message=_("Please use at most %(most)s characters.", most=most))


def line(label: Any, *validators: Any, **options: Any) -> StringField:  # noqa: ANN401 - as WTForms takes them
    """Return a field of one line, as long as the edition file allows."""
    return StringField(label, filters=[one_line], validators=[*validators, short(NAME)], **options)


def lines(label: Any) -> TextAreaField:  # noqa: ANN401 - as above
    """Return a field of several lines, as long as the edition file allows."""
    return TextAreaField(label, filters=[many_lines], validators=[short(LONG)])


def choice(label: Any, words: dict[str, Any]) -> RadioField:  # noqa: ANN401 - as above
    """Return a question with one answer of a few."""
    choices = [SelectChoice(value, text) for value, text in words.items()]
    return RadioField(label, choices=choices, validate_choice=False, validators=[_offered])


def _offered(_form: Any, field: Any) -> None:  # noqa: ANN401 - as above
    if field.data not in {choice.value for choice in field.choices}:
        raise ValidationError(_("Please choose one of the answers offered."))
