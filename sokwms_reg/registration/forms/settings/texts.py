"""What the pages and letters of an edition say, in both languages, and whom to ask."""

from flask_babel import lazy_gettext as _
from wtforms import EmailField

from sokwms_reg.editions.models import Edition
from sokwms_reg.editions.portable.texts import NAME
from sokwms_reg.registration.forms.application import email_address, one_line
from sokwms_reg.registration.forms.settings.base import SettingsForm, Typed
from sokwms_reg.registration.forms.settings.fields import line, lines, short
from sokwms_reg.registration.service import Wanted
from sokwms_reg.registration.service.settings import TEXTS


class TextsForm(SettingsForm):
    """Notice, contact, rules, privacy notice."""

    notice_pl = lines(_("Notice in Polish"))
    notice_en = lines(_("Notice in English"))
    contact_name_pl = line(_("Name of the secretariat in Polish"))
    contact_name_en = line(_("Name of the secretariat in English"))
    contact_email = EmailField(_("E-mail address"), filters=[one_line], validators=[email_address, short(NAME)])
    contact_phone = line(_("Telephone"))
    rules_pl = lines(_("Rules in Polish"))
    rules_en = lines(_("Rules in English"))
    privacy_pl = lines(_("Privacy notice in Polish"))
    privacy_en = lines(_("Privacy notice in English"))
    privacy_version = line(_("Version of the privacy notice"))

    def wanted(self, stored: "TextsForm") -> Wanted:
        """Return the change of the edition's texts."""
        return Wanted(self.made_from.data or "", edition=self.columns(stored))


def make_texts_form(edition: Edition, typed: Typed) -> TextsForm:
    """Return the form with what is stored, or with what was typed."""
    return TextsForm(edition.timezone, typed, {name: getattr(edition, name) for name in TEXTS})
