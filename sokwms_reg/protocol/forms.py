"""The card of a person, a place in the order, an office of the list."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (  # type: ignore[attr-defined] # the stubs do not know SelectChoice yet
    BooleanField,
    HiddenField,
    IntegerField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, NumberRange

from sokwms_reg.protocol.service import CardValues
from sokwms_reg.protocol.states import CARD_FIELDS, CARD_LABELS, OFFICE_FIELDS, OFFICE_LABELS, AnyOffice
from sokwms_reg.registration.forms.application import many_lines, one_line

LONGEST_LINE = 200
LONGEST_NOTE = 1000
MOST = 999_999  # no conference has as many guests, and every database can count them
_NO_PLACE = _("Please give the place as a number, 1 for the first.")


def _short(most: int) -> Length:
    return Length(max=most, message=_("Please use at most %(most)s characters.", most=most))


def _said(label: str) -> str:
    """Return a label of the tables in the reader's words; in the brackets of `_` its key would be taken for a text."""
    return _(label)  # type: ignore[no-any-return, unused-ignore] # as lazy as the others


def _line(label: str, missing: str = "") -> StringField:
    required = [DataRequired(missing)] if missing else []
    return StringField(label, filters=[one_line], validators=[*required, _short(LONGEST_LINE)])


class CardForm(FlaskForm):  # type: ignore[misc] # Flask-WTF brings no types
    """The card; `office` only says from which office a salutation is proposed, and is not kept."""

    guest = BooleanField(_("Guest of honour"))
    salutation = _line(_("Salutation in messages"))
    office = SelectField(_("Office for the salutation"), validate_choice=False)
    position_pl = _line(_said(CARD_LABELS["position_pl"]))
    position_en = _line(_said(CARD_LABELS["position_en"]))
    represents = _line(_said(CARD_LABELS["represents"]))
    seat = _line(_said(CARD_LABELS["seat"]))
    escort = _line(_said(CARD_LABELS["escort"]))
    office_phone = _line(_said(CARD_LABELS["office_phone"]))
    note = TextAreaField(_said(CARD_LABELS["note"]), filters=[many_lines], validators=[_short(LONGEST_NOTE)])
    made_from = HiddenField()
    instead_of = HiddenField(filters=[one_line])  # the salutation that the form showed

    def offer(self, offices: Iterable[AnyOffice]) -> None:
        """Offer the offices of the edition's list."""
        self.office.choices = [SelectChoice(str(one.ordinal), one.masculine) for one in offices]

    @property
    def wanted(self) -> CardValues:
        """Return what is typed."""
        return CardValues(
            {name: self[name].data or "" for name in CARD_FIELDS},
            bool(self.guest.data),
            self.salutation.data or "",
            self.made_from.data or "",
            self.instead_of.data or "",
        )


class PlaceForm(FlaskForm):  # type: ignore[misc] # as above
    """A place in the order of precedence, which was `made_from` when the page showed it."""

    number = IntegerField(
        _("Place in the order"), validators=[DataRequired(_NO_PLACE), NumberRange(1, MOST, _NO_PLACE)]
    )
    made_from = HiddenField(id="order_made_from")


class OfficeForm(FlaskForm):  # type: ignore[misc] # as above
    """An office of the list."""

    masculine = _line(_said(OFFICE_LABELS["masculine"]), _("Please give the name of the office."))
    feminine = _line(_said(OFFICE_LABELS["feminine"]))
    english = _line(_said(OFFICE_LABELS["english"]))
    to_woman = _line(_said(OFFICE_LABELS["to_woman"]), _("Please give the salutation of a woman."))
    to_man = _line(_said(OFFICE_LABELS["to_man"]), _("Please give the salutation of a man."))
    in_english = _line(_said(OFFICE_LABELS["in_english"]))
    made_from = HiddenField()

    @property
    def values(self) -> dict[str, str]:
        """Return what is typed, by name of OFFICE_FIELDS."""
        return {name: self[name].data or "" for name in OFFICE_FIELDS}
