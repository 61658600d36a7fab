"""What each column holds, and what holds for all rows."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import (  # type: ignore[attr-defined] # the stubs do not know SelectChoice yet
    BooleanField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
)
from wtforms.validators import DataRequired, ValidationError

from sokwms_reg.attendees.queries import Scope
from sokwms_reg.attendees.states import LANGUAGES, ROLES
from sokwms_reg.core.i18n import gettext
from sokwms_reg.core.templates import plain, weekday_day
from sokwms_reg.imports.forms.fields import FULL_NAME, field_words
from sokwms_reg.registration.forms.application import YesField
from sokwms_reg.registration.models import PersonRole

AS_IN_FILE = "file"
CHOSEN = "chosen"
_FROM_FILE = _("as in the file")


def _offered(_form: FlaskForm, field: Any) -> None:  # noqa: ANN401 - any field with choices
    chosen = field.data if isinstance(field.data, list) else [field.data]
    if not {choice.value for choice in field.choices}.issuperset(chosen):
        raise ValidationError(_("Please choose one of the answers offered."))


def _choice(label: Any, kind: Any = SelectField) -> Any:  # noqa: ANN401 - WTForms
    return kind(label, validators=[_offered], validate_choice=False)


class ImportForm(FlaskForm):  # type: ignore[misc] # Flask-WTF brings no types
    """What holds for all rows; what is `file` stands in a column."""

    category = _choice(_("Category"))
    days_from = _choice(_("Days of participation"), RadioField)
    days = _choice(_("Days for all"), SelectMultipleField)
    role = _choice(_("Role"))
    language = _choice(_("Language of messages"))
    mail = BooleanField(_("Send each newly registered person the message about the registration"))
    accept_rules = YesField(
        _("The people in the file accept the rules of the conference."),
        validators=[DataRequired(_("The people have to accept the rules of the conference."))],
    )
    fields: Sequence[str] = ()

    @property
    def column_errors(self) -> list[str]:
        """Return what is wrong with the columns, in the reader's language."""
        words, counted = field_words(), Counter(filter(None, self.fields))
        found = [
            gettext("“%(field)s” is chosen for several columns; please choose it once.", field=words[name])
            for name, times in counted.items()
            if times > 1
        ]
        if FULL_NAME not in counted and not {"first_name", "last_name"} <= counted.keys():
            found.append(gettext("Please choose the columns with the first and the last name, or the one with both."))
        if not {"email", "contact_email"} & counted.keys():
            found.append(
                gettext("Please choose the column with the e-mail addresses: people's own or contact persons'.")
            )
        if "institution" not in counted:
            found.append(gettext("Please choose the column with the institutions."))
        return found

    def validate_category(self, field: SelectField) -> None:
        """Ask for a category, where no column names one."""
        if field.data == AS_IN_FILE and "category" not in self.fields:
            raise ValidationError(_("Please choose a category for all, or the column that names it."))

    def validate_days_from(self, field: RadioField) -> None:
        """Ask for days, where no column names them."""
        if field.data == AS_IN_FILE and "days" not in self.fields:
            raise ValidationError(_("Please choose days for all, or the column that names them."))

    def validate_days(self, field: SelectMultipleField) -> None:
        """Ask for a day, where all have the same."""
        if self.days_from.data == CHOSEN and not field.data:
            raise ValidationError(_("Please choose at least one day."))

    def chosen(self) -> dict[str, Any]:
        """Return everything as the file keeps it."""
        names = ("category", "days_from", "days", "role", "language", "mail")
        return {"fields": list(self.fields), **{name: self[name].data for name in names}}


def make_import_form(scope: Scope, fields: Sequence[str], typed: MultiDict[str, str] | None) -> ImportForm:
    """Return the form as typed, or with what the guessed fields suggest."""
    form: ImportForm = ImportForm(formdata=typed, meta={"csrf": False})
    form.fields = fields
    form.category.choices = _choices({AS_IN_FILE: _FROM_FILE, **{one.key: plain(one.name) for one in scope.categories}})
    form.days_from.choices = _choices({AS_IN_FILE: _FROM_FILE, CHOSEN: _("the same for all")})
    form.days.choices = _choices({day.date.isoformat(): weekday_day(day.date) for day in scope.days})
    form.role.choices = _choices({AS_IN_FILE: _FROM_FILE, **{str(code): gettext(text) for code, text in ROLES.items()}})
    form.language.choices = _choices(
        {AS_IN_FILE: _FROM_FILE, **{code: gettext(text) for code, text in LANGUAGES.items()}}
    )
    return form


def _choices(words: Mapping[str, object]) -> list[SelectChoice]:
    return [SelectChoice(code, text) for code, text in words.items()]


def suggest(form: ImportForm, scope: Scope, kept: Mapping[str, Any]) -> None:
    """Fill in what was chosen before, or what the columns make likely."""
    in_file = set(form.fields)
    only = scope.categories[0].key if len(scope.categories) == 1 else AS_IN_FILE
    likely = {
        "category": AS_IN_FILE if "category" in in_file else only,
        "days_from": AS_IN_FILE if "days" in in_file else CHOSEN,
        "days": [day.date.isoformat() for day in scope.days],
        "role": AS_IN_FILE if "role" in in_file else PersonRole.PARTICIPANT.value,
        "language": AS_IN_FILE if "language" in in_file else "pl",
        "mail": False,
    }
    for name, value in {**likely, **kept}.items():
        if name in likely:
            form[name].data = value
