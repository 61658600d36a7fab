"""The form that the office fills in for somebody: the same fields, and the language of the letters."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import RadioField, SelectChoice  # type: ignore[attr-defined] # the stubs do not know SelectChoice yet
from wtforms.validators import AnyOf, DataRequired

from sokwms_reg.core.i18n import DEFAULT_LANGUAGE, LANGUAGES
from sokwms_reg.editions.models import Category, EditionDay
from sokwms_reg.registration.forms.application import (
    RegistrationForm,
    YesField,
    offer_choices,
)


class EntryForm(RegistrationForm):
    """What a person has told the office, by telephone or letter."""

    language = RadioField(
        _("Language of messages"),
        default=DEFAULT_LANGUAGE,
        choices=[SelectChoice("pl", _("Polish")), SelectChoice("en", _("English"))],
        validators=[AnyOf(LANGUAGES, message=_("Please choose one of the answers offered."))],
        validate_choice=False,
    )
    accept_rules = YesField(
        _("The person accepts the rules of the conference."),
        validators=[DataRequired(_("The person has to accept the rules of the conference."))],
    )


def make_entry_form(
    category: Category, days: Sequence[EditionDay], form_token: str, typed: MultiDict[str, str] | None
) -> EntryForm:
    """Return the form for a category, empty or as typed."""
    form: EntryForm = EntryForm(formdata=typed, meta={"csrf_context": form_token})
    offer_choices(form, category, days)
    if typed is None and len(days) == 1:
        form.days.data = [days[0].date.isoformat()]
    return form
