"""What all forms of rules share: the zone of their hours, and which columns differ from what is stored."""

from abc import abstractmethod
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Self

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, RadioField, SelectChoice  # type: ignore[attr-defined] # not in the stubs yet
from wtforms.validators import ValidationError

from sokwms_reg.core.i18n import N_, gettext
from sokwms_reg.core.templates import moment
from sokwms_reg.registration.forms.settings.fields import MomentField, WholeField, local_time
from sokwms_reg.registration.service import Wanted

Typed = MultiDict[str, str] | None
OVER = {
    "keep": N_("Keep the limit as it was and go back to the form"),
    "move": N_("Move these people to the waiting list; a message goes to each"),
}
_OWN = {"made_from", "seen", "over", "csrf_token"}


class SettingsForm(FlaskForm):  # type: ignore[misc] # Flask-WTF brings no types
    """Rules; `made_from` is the mark of those that the form was made from, `seen` that of the preview that was shown.

    `over` is the answer to the question what becomes of people above a lowered limit; only its preview asks it.
    """

    made_from = HiddenField()
    seen = HiddenField()
    over = RadioField(choices=[], validate_choice=False)

    def __init__(self, zone: str, typed: Typed, stored: dict[str, object]) -> None:
        """Show what is stored, or what was typed; instants in `stored` appear on the clocks of the zone."""
        self.zone = zone
        shown = {
            name: local_time(value, zone) if isinstance(value, datetime) else value for name, value in stored.items()
        }
        super().__init__(formdata=typed, data=shown)
        self.over.label.text = gettext("What should happen to these people?")
        self.over.choices = [SelectChoice(value, gettext(words)) for value, words in OVER.items()]

    @property
    def rules(self) -> Sequence[Any]:
        """Return the fields that are rules, in their order."""
        return [field for field in self if field.name not in _OWN]

    def differing(self, stored: Self) -> list[Any]:
        """Return the fields that say something else than what is stored."""
        return [field for field in self.rules if field.data != stored[field.name].data]

    def columns(self, stored: Self) -> dict[str, object]:
        """Return what those columns are to hold; a text or a time that shows as it did stays as it is."""
        return {field.name: self._column(field) for field in self.differing(stored)}

    def _column(self, field: Any) -> object:  # noqa: ANN401 - any field
        if isinstance(field, MomentField):
            return field.instant(self.zone)
        return field.column if isinstance(field, WholeField) else field.data

    @abstractmethod
    def wanted(self, stored: Self) -> Wanted:
        """Return the change that this form asks for."""

    def instant_of(self, field: MomentField) -> datetime | None:
        """Return the instant of a field, None where none can be told."""
        return None if field.data is None or field.process_errors else field.instant(self.zone)

    def refuse_before(self, field: MomentField, first: datetime | None, sentence: str) -> None:
        """Refuse a time that does not come after the first one; `sentence` names that as `first`."""
        found = self.instant_of(field)
        if found and first and found <= first:
            raise ValidationError(sentence % {"first": moment(first, self.zone)})
