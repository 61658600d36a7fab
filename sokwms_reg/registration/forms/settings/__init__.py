"""The rules of an edition as the office changes them: one form a page, all with a mark of what they were made from."""

from sokwms_reg.registration.forms.settings.base import SettingsForm
from sokwms_reg.registration.forms.settings.category import CategoryForm, make_category_form
from sokwms_reg.registration.forms.settings.days import DaysForm, make_days_form
from sokwms_reg.registration.forms.settings.fields import DayField, MomentField, WholeField
from sokwms_reg.registration.forms.settings.registration import WindowForm, make_window_form
from sokwms_reg.registration.forms.settings.texts import TextsForm, make_texts_form

__all__ = [
    "CategoryForm",
    "DayField",
    "DaysForm",
    "MomentField",
    "SettingsForm",
    "TextsForm",
    "WholeField",
    "WindowForm",
    "make_category_form",
    "make_days_form",
    "make_texts_form",
    "make_window_form",
]
