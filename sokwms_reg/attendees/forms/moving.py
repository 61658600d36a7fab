"""The question to which category somebody moves."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import Field, RadioField, SelectChoice, SelectField  # type: ignore[attr-defined] # not known to the stubs
from wtforms.validators import ValidationError

from sokwms_reg.attendees.forms.person import CancelForm, offered
from sokwms_reg.registration.forms.application import residence_choices
from sokwms_reg.registration.service import residence_field

RESIDENCE = ("country", "voivodeship")


class CategoryForm(CancelForm):
    """To which category somebody moves, and where the person comes from, where that is then asked in another way."""

    category = RadioField(_("Category"), validators=[offered], validate_choice=False)
    country = SelectField(_("Country"), validate_choice=False)
    voivodeship = SelectField(_("Voivodeship"), validate_choice=False)

    def __init__(self, categories: Mapping[str, str], old: str) -> None:
        """Offer the categories by key, in words; `old` is the key of the one that is left."""
        super().__init__()
        self._old = old
        self.category.choices = [SelectChoice(key, words) for key, words in categories.items()]
        asked = {residence_field(old, key) for key in categories}
        for name in RESIDENCE:
            if name not in asked:
                del self[name]
                continue
            known = [choice for choice in residence_choices(name) if choice.value]
            self[name].choices = [SelectChoice("", _("Please choose")), *known]

    def asked(self) -> str:
        """Return which field the chosen category demands, "" for none."""
        return residence_field(self._old, str(self.category.data))

    def validate_country(self, field: Field) -> None:
        """Demand a country of guests from abroad."""
        self._demand(field, _("Please choose a country: guests from abroad have one in place of a voivodeship."))

    def validate_voivodeship(self, field: Field) -> None:
        """Demand a voivodeship of everybody else."""
        self._demand(field, _("Please choose a voivodeship: only guests from abroad have a country in its place."))

    def _demand(self, field: Any, missing: str) -> None:  # noqa: ANN401 - a field with choices of WTForms 3.3
        known = {choice.value for choice in field.choices} - {""}
        if self.asked() == field.name and field.data not in known:
            raise ValidationError(missing)
