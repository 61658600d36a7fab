"""What was typed where the form cannot be given back as it was: a list to read and copy, and hidden fields."""

from datetime import date

from flask import request
from wtforms import BooleanField, Field, SelectField

from sokwms_reg.core.i18n import gettext
from sokwms_reg.core.templates import nb, weekday_day
from sokwms_reg.registration.forms import RegistrationForm

REGIONAL = ("voivodeship", "country")  # each category asks for one of them


def typed_answers(form: RegistrationForm) -> list[tuple[str, str]]:
    """Return the answers of a form, valid or not, as (name, value) in the reader's words, without those left empty."""
    rows = [(str(field.label.text), _words(field)) for field in form if field.name != "form_token"]
    return [(name, value) for name, value in rows if value]


def _words(field: Field) -> str:
    if isinstance(field, BooleanField):
        return gettext("yes") if field.data else gettext("no")
    if field.name == "days":
        return "; ".join(_day(text) for text in field.data or [])
    typed = str(field.data or "")
    if isinstance(field, SelectField):
        named = {value: label for value, label, *_rest in field.iter_choices()}
        return str(named.get(typed, typed)) if typed else ""
    return nb(typed) if field.name.endswith("phone") else typed


def _day(text: str) -> str:
    try:
        return weekday_day(date.fromisoformat(text))
    except ValueError:
        return text


def carried(form: RegistrationForm) -> list[tuple[str, str]]:
    """Return what was typed in fields that this category has not, for when the category changes back."""
    typed = [(name, request.form.get(name, "")) for name in REGIONAL if name not in form]
    return [(name, value) for name, value in typed if value]
