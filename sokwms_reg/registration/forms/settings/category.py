"""The rules of one category."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _
from wtforms import Field
from wtforms.validators import ValidationError

from sokwms_reg.core.i18n import gettext
from sokwms_reg.core.templates import moment, weekday_day
from sokwms_reg.editions.models import Category, CategoryDay, CategoryPolicy, Edition, EditionDay
from sokwms_reg.registration.forms.settings.base import SettingsForm, Typed
from sokwms_reg.registration.forms.settings.fields import MomentField, WholeField, choice, given, line, lines
from sokwms_reg.registration.service import Wanted
from sokwms_reg.registration.service.settings import CATEGORY

DAY = "day_"
POLICIES = {
    CategoryPolicy.OPEN.value: _("Open to all"),
    CategoryPolicy.APPROVED.value: _("By decision"),
    CategoryPolicy.CLOSED.value: _("Closed to the public"),
}
_PLACES = _("Please give a number of places, 0 for none.")


class CategoryForm(SettingsForm):
    """Who gets a place, how many there are, when they are given, and what the pages say; days are put in by number."""

    policy = choice(_("Who registers, and who decides"), POLICIES)
    capacity = WholeField(_("Places"), [given(_PLACES)])
    reserved_speakers = WholeField(_("Of these, reserved for speakers"), [given(_PLACES)])
    reserved_invitations = WholeField(_("Of these, reserved for invitations"), [given(_PLACES)])
    institution_limit = WholeField(_("Most places for one institution"), least=1, nothing=0)
    opens_at = MomentField(_("The category opens"))
    closes_at = MomentField(_("The category closes"))
    name_pl = line(_("Name in Polish"))
    name_en = line(_("Name in English"))
    description_pl = lines(_("Description in Polish"))
    description_en = lines(_("Description in English"))
    notice_pl = lines(_("Notice in Polish"))
    notice_en = lines(_("Notice in English"))
    key = ""
    window: tuple[datetime | None, datetime | None] = (None, None)

    @property
    def day_fields(self) -> Sequence[WholeField]:
        """Return the limits on single days."""
        return [field for field in self if field.name.startswith(DAY)]

    def validate_capacity(self, field: WholeField) -> None:
        """Want the reserved places among all."""
        figures = [field.data, self.reserved_speakers.data, self.reserved_invitations.data]
        if None not in figures and figures[0] < figures[1] + figures[2]:
            reserved = figures[1] + figures[2]
            raise ValidationError(
                gettext("Please give at least %(reserved)s, as many as are reserved.", reserved=reserved)
            )

    def validate_name_pl(self, field: Field) -> None:
        """Want a name in one language at least."""
        if not field.data and not self.name_en.data:
            raise ValidationError(_("Please give the name in at least one language."))

    def validate_opens_at(self, field: MomentField) -> None:
        """Want the window inside the edition's."""
        self._keep_inside(field)

    def validate_closes_at(self, field: MomentField) -> None:
        """Want it inside, and after the opening."""
        opens = self.instant_of(self.opens_at) or self.window[0]
        self.refuse_before(field, opens, gettext("Please give a time after the opening, %(first)s."))
        self._keep_inside(field)

    def _keep_inside(self, field: MomentField) -> None:
        found, (opens, closes) = self.instant_of(field), self.window
        if found and opens and closes and not opens <= found <= closes:
            raise ValidationError(
                gettext(
                    "Please give a time while registration to the edition is open: from %(first)s to %(last)s.",
                    first=moment(opens, self.zone),
                    last=moment(closes, self.zone),
                )
            )

    def wanted(self, stored: "CategoryForm") -> Wanted:
        """Return the change of the category and of its limits on single days."""
        columns = self.columns(stored)
        limits = {
            (self.key, int(name.removeprefix(DAY))): most if isinstance(most, int) else None
            for name, most in columns.items()
            if name.startswith(DAY)
        }
        own = {name: value for name, value in columns.items() if not name.startswith(DAY)}
        return Wanted(self.made_from.data or "", categories={self.key: own}, category_days=limits)


def make_category_form(
    edition: Edition,
    category: Category,
    days: Sequence[EditionDay],
    limits: Mapping[int, CategoryDay],
    typed: Typed,
) -> CategoryForm:
    """Return the form with what is stored, or with what was typed, and a field for each day."""
    fields = {f"{DAY}{day.id}": WholeField(weekday_day(day.date)) for day in days}
    stored = {name: getattr(category, name) for name in CATEGORY}
    stored |= {f"{DAY}{day_id}": limit.capacity for day_id, limit in limits.items()}
    form: CategoryForm = type("CategoryFormOfDays", (CategoryForm,), fields)(edition.timezone, typed, stored)
    form.key, form.window = category.key, (edition.registration_opens_at, edition.registration_closes_at)
    return form
