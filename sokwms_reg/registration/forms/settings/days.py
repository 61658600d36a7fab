"""How many people may come on each day, of all categories together."""

from collections.abc import Sequence

from sokwms_reg.core.templates import weekday_day
from sokwms_reg.editions.models import Edition, EditionDay
from sokwms_reg.registration.forms.settings.base import SettingsForm, Typed
from sokwms_reg.registration.forms.settings.fields import WholeField
from sokwms_reg.registration.service import Wanted

DAY = "day_"


class DaysForm(SettingsForm):
    """A limit for each day; the fields are put in by the number of the day."""

    def wanted(self, stored: "DaysForm") -> Wanted:
        """Return the change of the days."""
        columns = self.columns(stored)
        days = {int(name.removeprefix(DAY)): most for name, most in columns.items() if isinstance(most, int)}
        return Wanted(self.made_from.data or "", days=days)


def make_days_form(edition: Edition, days: Sequence[EditionDay], typed: Typed) -> DaysForm:
    """Return the form with what is stored, or with what was typed."""
    fields = {f"{DAY}{day.id}": WholeField(weekday_day(day.date), least=1, nothing=0) for day in days}
    stored: dict[str, object] = {f"{DAY}{day.id}": day.capacity for day in days}
    form: DaysForm = type("DaysFormOfDays", (DaysForm,), fields)(edition.timezone, typed, stored)
    return form
