"""The registration form: four sections, five categories."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import force_locale
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import (  # type: ignore[attr-defined] # the stubs do not know SelectChoice yet
    BooleanField,
    EmailField,
    Field,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, StopValidation, ValidationError

from sokwms_reg.core.i18n import current_language, speaking
from sokwms_reg.editions.models import Category, EditionDay
from sokwms_reg.editions.states import FOREIGN
from sokwms_reg.registration.forms import choices, token
from sokwms_reg.registration.service import Application

NAME, LINE, TEXT = 120, 200, 2000
_PHONE = re.compile(r"\+?[0-9 ()./-]+")
_DIGITS = range(6, 16)
_JOINERS = "\u200c\u200d"
_NO_CHARACTERS = "\ufffe\uffff"  # XML, and so no spreadsheet, can carry them
# Letters and signs to Unicode, and nothing to the eye: fillers of Hangul, the empty Braille cell, U+034F, U+17B4 and
# U+17B5, selectors of variants. They may belong to a word, and are none.
_UNSEEN = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0" + "".join(
    map(chr, (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
)


def one_line(text: str | None) -> str:
    """Return typed text without control characters and repeated blanks: it goes into lists, mails and headers.

    Invisible marks go too: one that turns the direction of writing would turn the rest of a list's line as well. The
    joiners that hold an emoji or a ligature together stay inside a word.
    """
    plain = "".join(_visible(letter) for letter in text or "")
    words = (word.strip(_JOINERS) for word in plain.split())
    return " ".join(word for word in words if word.strip(_JOINERS + _UNSEEN))


def _visible(letter: str) -> str:
    category = unicodedata.category(letter)
    if category in {"Cc", "Cs", "Zl", "Zp"} or letter in _NO_CHARACTERS:
        return " "
    return "" if category == "Cf" and letter not in _JOINERS else letter


def many_lines(text: str | None) -> str:
    """Return typed text with its line breaks, without other control characters."""
    lines = (text or "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(one_line(line) for line in lines).strip()


def _short(most: int) -> Length:
    return Length(max=most, message=_("Please use at most %(most)s characters.", most=most))


def _given(sentence: str) -> DataRequired:
    return DataRequired(message=sentence)


def email_address(_form: FlaskForm, field: Field) -> None:
    """Check an e-mail address by its form; whether it exists, the mail will tell."""
    if not field.data:
        return
    try:
        field.data = validate_email(field.data, check_deliverability=False, allow_smtputf8=False).normalized
    except EmailNotValidError as error:
        if not field.data.rpartition("@")[0].isascii():
            message = _("Letters such as ą, ł or ż cannot be used in an e-mail address. Please write it without them.")
            raise ValidationError(message) from error
        raise ValidationError(_("Please write the e-mail address in full, such as name@example.org.")) from error


def _offered(_form: FlaskForm, field: Any) -> None:  # noqa: ANN401 - any field with choices
    """Refuse what the page did not offer, in words of our own."""
    chosen = field.data if isinstance(field.data, list) else [field.data]
    if not {choice.value for choice in field.choices}.issuperset(chosen):
        raise ValidationError(_("Please choose one of the answers offered."))


def _telephone(_form: FlaskForm, field: Field) -> None:
    digits = sum(letter.isdigit() for letter in field.data or "")
    if field.data and (not _PHONE.fullmatch(field.data) or digits not in _DIGITS):
        raise ValidationError(_("Please write the telephone number in digits, such as +48 600 000 000."))


def _choice(label: Any, *validators: Any, kind: Any = SelectField, **given: Any) -> Any:  # noqa: ANN401 - WTForms
    return kind(label, validators=[*validators, _offered], validate_choice=False, **given)


def _line(label: Any, *validators: Any, most: int = LINE, kind: type[Field] = StringField) -> Any:  # noqa: ANN401
    return kind(label, filters=[one_line], validators=[*validators, _short(most)])


class YesField(BooleanField):  # type: ignore[misc,unused-ignore] # as the form below
    """A box that is ticked by `yes` and by nothing else: consent is what was said, not what could be read as it."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the one word."""
        self.data = valuelist == ["yes"]


class RegistrationForm(FlaskForm):  # type: ignore[misc] # Flask-WTF brings no types
    """The names of the fields are a contract; days, category and country come from the edition."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc] # as above
        """Protected by the form's own token, not by a session."""

        csrf = True
        csrf_class = token.FormTokens
        csrf_field_name = "form_token"

    honorific = _choice(_("Form of address"), default="")
    title = _line(_("Title or degree"), most=60)
    first_name = _line(_("First name"), _given(_("Please give the first name.")), most=NAME)
    last_name = _line(_("Last name"), _given(_("Please give the last name.")), most=NAME)
    email = _line(_("E-mail address"), email_address, kind=EmailField)
    phone = _line(_("Telephone"), _telephone, most=40, kind=TelField)
    contact_name = _line(_("Name of the contact person"), most=NAME)
    contact_email = _line(_("E-mail address of the contact person"), email_address, kind=EmailField)
    contact_phone = _line(_("Telephone of the contact person"), _telephone, most=40, kind=TelField)
    institution = _line(
        _("Name of the institution or organisation"), _given(_("Please give the name of the institution."))
    )
    position = _line(_("Function or position"))
    voivodeship = _choice(_("Voivodeship"), _given(_("Please choose the voivodeship.")))
    country = _choice(_("Country"), _given(_("Please choose the country.")))
    days = _choice(_("Days of participation"), _given(_("Please choose at least one day.")), kind=SelectMultipleField)
    interpretation = _choice(_("Simultaneous interpreting"), kind=RadioField, default="none")
    diet = _choice(_("Meals"), kind=RadioField, default="none")
    accessibility = TextAreaField(_("Access needs and diet details"), filters=[many_lines], validators=[_short(TEXT)])
    accept_rules = YesField(
        _("I accept the rules of the conference."), validators=[_given(_("Please accept the rules of the conference."))]
    )
    consent_list = YesField(_("Publication in the list of participants"))
    consent_next = YesField(_("News about future editions"))

    def validate_email(self, field: Field) -> None:
        """Ask for an address to which the confirmation can go."""
        if not field.data and not self.contact_email.data:
            raise StopValidation(_("Please give an e-mail address: the participant's own or a contact person's."))

    def validate_contact_name(self, field: Field) -> None:
        """Ask for the name that mail to the contact person begins with."""
        if not field.data and (self.contact_email.data or self.contact_phone.data):
            raise StopValidation(_("Please give the name of the contact person."))

    def validate_contact_email(self, field: Field) -> None:
        """Ask for the address of the contact person, where all mail goes."""
        if not field.data and (self.contact_name.data or self.contact_phone.data):
            raise StopValidation(_("Please give the e-mail address of the contact person."))

    def answers(self) -> dict[str, Any]:
        """Return what was typed and chosen, under the names of the application."""
        given = {name: self[name].data for name in Application.__dataclass_fields__ if name in self}
        return {name: "" if value is None else value for name, value in given.items()}

    def application(self, category: str, nonce: str, privacy_version: str) -> Application:
        """Return the checked application."""
        kept = self.answers()
        kept.setdefault("language", current_language())
        kept["days"] = tuple(date.fromisoformat(day) for day in sorted(set(self.days.data)))
        kept["country"] = self.country.data if "country" in self else choices.HOME
        return Application(
            category=category,
            nonce=nonce,
            privacy_version=privacy_version,
            **kept,
        )


def make_form(
    category: Category, days: Sequence[EditionDay], form_token: str, typed: MultiDict[str, str] | None
) -> RegistrationForm:
    """Return the form of a category: guests from abroad name a country, all others a voivodeship."""
    form: RegistrationForm = RegistrationForm(formdata=typed, meta={"csrf_context": form_token})
    offer_choices(form, category, days)
    if typed is None and len(days) == 1:
        form.days.data = [days[0].date.isoformat()]
    return form


def offer_choices(form: RegistrationForm, category: Category, days: Sequence[EditionDay]) -> None:
    """Give a form the choices of a category and leave out the field that it has not."""
    language = current_language()
    offer_personal_choices(form)
    form.days.choices = [SelectChoice(day.date.isoformat(), day.date.isoformat()) for day in days]
    if category.key == FOREIGN:
        del form.voivodeship
        form.country.choices = _options("country", language)
    else:
        del form.country
        form.voivodeship.choices = _options("voivodeship", language)


def offer_personal_choices(form: RegistrationForm) -> None:
    """Give a form the choices that are the same in all categories and editions."""
    language = current_language()
    form.honorific.choices = _options("honorific", language)
    form.interpretation.choices = _options("interpretation", language)
    form.diet.choices = _options("diet", language)


def residence_choices(field: str) -> tuple[SelectChoice, ...]:
    """Return what `country` or `voivodeship` can be, in the reader's language."""
    return _options(field, current_language())


@cache
def _options(field: str, language: str) -> tuple[SelectChoice, ...]:
    """Return the answers that a field offers, put into words once a language: a form has forty."""
    with speaking(language), force_locale(language):
        return tuple(SelectChoice(code, str(words)) for code, words in choices.answers(field).items())
