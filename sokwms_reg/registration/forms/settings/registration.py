"""The windows, the waiting list and the deadlines of an edition."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _
from wtforms import Field
from wtforms.validators import ValidationError

from sokwms_reg.core.i18n import gettext
from sokwms_reg.core.templates import day
from sokwms_reg.editions.models import Edition, Promotion
from sokwms_reg.editions.portable.edition import LONGEST_OFFER
from sokwms_reg.registration.forms.settings.base import SettingsForm, Typed
from sokwms_reg.registration.forms.settings.fields import DayField, MomentField, WholeField, choice, given
from sokwms_reg.registration.service import Wanted
from sokwms_reg.registration.service.settings import EDITION

WAYS = {
    Promotion.AUTOMATIC.value: _("Given at once to the first in line"),
    Promotion.OFFERS.value: _("Offered to the first in line, who answers by a deadline"),
    Promotion.BY_HAND.value: _("Given or offered by the secretariat, one by one"),
}


@dataclass(frozen=True)
class Window:
    """The own window of a category, by the category's name."""

    name: str
    opens_at: datetime | None
    closes_at: datetime | None

    def outside(self, opens: datetime, closes: datetime) -> bool:
        """Tell whether it begins or ends outside another one."""
        own = [instant for instant in (self.opens_at, self.closes_at) if instant is not None]
        return any(not opens <= instant <= closes for instant in own)

    def empty_in(self, opens: datetime, closes: datetime) -> bool:
        """Tell whether nothing is left of it inside another one."""
        return (self.opens_at or opens) >= (self.closes_at or closes)


class WindowForm(SettingsForm):
    """When registration is open, how freed places go out, until when participants may do what."""

    registration_opens_at = MomentField(_("Registration opens"))
    registration_closes_at = MomentField(_("Registration closes"))
    promotion = choice(_("Places that become free"), WAYS)
    promotion_until = DayField(_("Last day on which free places go out by themselves"))
    offer_hours = WholeField(
        _("Hours to answer an offer"),
        [given(_("Please give the number of hours to answer an offer."))],
        least=1,
        most=LONGEST_OFFER,
    )
    editing_until = MomentField(_("Participants may change their data until"))
    replacement_until = MomentField(_("A colleague may come instead until"))
    withdrawal_until = MomentField(_("Participants may withdraw by themselves until"))
    windows: Sequence[Window] = ()

    def validate_registration_opens_at(self, field: Field) -> None:
        """Want both ends of the window, or none."""
        if field.data is None and self.registration_closes_at.data is not None:
            raise ValidationError(_("Please give the opening too, or leave the closing empty."))

    def validate_registration_closes_at(self, field: MomentField) -> None:
        """Want the closing after the opening, and the windows of the categories inside."""
        opens = self.instant_of(self.registration_opens_at)
        if field.data is None and self.registration_opens_at.data is not None:
            raise ValidationError(_("Please give the closing too, or leave the opening empty."))
        self.refuse_before(field, opens, gettext("Please give a time after the opening, %(first)s."))
        closes = self.instant_of(field)
        if opens and closes:
            self._keep_categories_inside(opens, closes)

    def _keep_categories_inside(self, opens: datetime, closes: datetime) -> None:
        outside = [own.name for own in self.windows if own.outside(opens, closes) or own.empty_in(opens, closes)]
        if outside:
            raise ValidationError(
                gettext(
                    "The own windows of these categories would lie outside: %(names)s. Please change those first.",
                    names="; ".join(outside),
                )
            )

    def validate_promotion_until(self, field: Field) -> None:
        """Want a day on which registration has opened."""
        opens = self.registration_opens_at.data
        if field.data and opens and field.data < opens.date():
            raise ValidationError(
                gettext("Please give the day of the opening, %(first)s, or a later one.", first=day(opens.date()))
            )

    def _after_opening(self, field: MomentField) -> None:
        opens = self.instant_of(self.registration_opens_at)
        self.refuse_before(field, opens, gettext("Please give a time after the opening, %(first)s."))

    validate_editing_until = validate_replacement_until = validate_withdrawal_until = _after_opening

    def wanted(self, stored: "WindowForm") -> Wanted:
        """Return the change of the edition."""
        return Wanted(self.made_from.data or "", edition=self.columns(stored))


def make_window_form(edition: Edition, windows: Sequence[Window], typed: Typed) -> WindowForm:
    """Return the form with what is stored, or with what was typed."""
    form = WindowForm(edition.timezone, typed, {name: getattr(edition, name) for name in EDITION})
    form.windows = windows
    return form
