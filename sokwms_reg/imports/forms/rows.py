"""From the cells of a row to an application, checked by the form in which the office enters people by hand."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict

from sokwms_reg.attendees.exports.csv_file import unguarded
from sokwms_reg.attendees.queries import Scope
from sokwms_reg.core.i18n import DEFAULT_LANGUAGE, gettext
from sokwms_reg.core.tabular import Kind
from sokwms_reg.imports.forms.choosing import AS_IN_FILE
from sokwms_reg.imports.forms.fields import FULL_NAME, field_words
from sokwms_reg.imports.forms.vocabulary import CODED, UnknownWordError, category_finder, code_of, dates_of
from sokwms_reg.imports.models import ImportFile
from sokwms_reg.imports.service import Line
from sokwms_reg.registration.forms.application import one_line
from sokwms_reg.registration.forms.entering import EntryForm, make_entry_form
from sokwms_reg.registration.models import PersonRole

_TOKEN = "import"  # noqa: S105 - the rows come from no page; the file's own token makes each a form of its own
_SHOWN = 120  # letters of a word that nobody knows


def lines_of(scope: Scope, kept: ImportFile, choices: Mapping[str, Any]) -> list[Line]:
    """Return the rows of a file as people, in its order, as the choices say (`ImportForm.chosen`)."""
    reading = Reading(scope, kept, choices)
    people = zip(kept.numbers[1:], kept.people, strict=True)
    return [reading.line(number, kept.padded(cells)) for number, cells in people]


class Reading:
    """Reads rows by one set of choices; a form a category, since making one takes longer than checking with it."""

    def __init__(self, scope: Scope, kept: ImportFile, choices: Mapping[str, Any]) -> None:
        self.scope, self.kept, self.choices = scope, kept, choices
        self.categories = {category.key: category for category in scope.categories}
        self.find_category = category_finder(scope.categories)
        self.dates = {day.date.isoformat() for day in scope.days}
        self.words = field_words()
        self.forms: dict[str, EntryForm] = {}

    def line(self, number: int, cells: Sequence[str]) -> Line:
        """Return one row; without a category the rest is checked as in the first one, so that all is said at once."""
        given = self._given(cells)
        name = one_line(f"{given['first_name']} {given['last_name']}")
        problems: dict[str, str] = {}
        coded = {field: self._code(field, given.get(field, ""), problems) for field in CODED}
        key = coded.pop("category")
        role = coded.pop("role") or PersonRole.PARTICIPANT.value
        if not self.categories:
            return Line(number, name, None, role, tuple(problems.values()))
        form = self._form(key if key in self.categories else next(iter(self.categories)))
        form.process(MultiDict(self._fields(given, coded, problems)))
        if not form.validate():
            self._add_errors(form, problems)
        if problems:
            return Line(number, name, None, role, tuple(problems.values()))
        nonce = f"import-{self.kept.token}-{number}"
        return Line(number, name, form.application(key, nonce, self.scope.edition.privacy_version), role)

    def _given(self, cells: Sequence[str]) -> dict[str, str]:
        """Return the cells by field. A name in one column ends with the last name, unless a comma parts them."""
        guarded = self.kept.kind == Kind.CSV
        pairs = zip(self.choices["fields"], cells, strict=True)
        given = {field: unguarded(cell) if guarded else cell for field, cell in pairs if field}
        if FULL_NAME in given:
            whole = one_line(given[FULL_NAME])
            last, comma, first = (part.strip() for part in whole.partition(","))
            if not comma:
                first, _blank, last = whole.rpartition(" ")
            given = {"first_name": first, "last_name": last, **given}
        return {"first_name": "", "last_name": "", **given}

    def _code(self, field: str, text: str, problems: dict[str, str]) -> str:
        """Return the code of a cell, or of what was chosen for all; what no word is known for is a problem."""
        chosen = self.choices.get(field, AS_IN_FILE)
        if chosen != AS_IN_FILE:
            return str(chosen)
        if not text.strip():
            if field == "category":
                problems[field] = self._about(field, gettext("Please name the category."))
            return ""
        try:
            return self.find_category(text) if field == "category" else code_of(field, text)
        except UnknownWordError:
            shown = one_line(text)[:_SHOWN]
            problems[field] = self._about(field, gettext("“%(word)s” is none of the answers.", word=shown))
            return ""

    def _fields(
        self, given: Mapping[str, str], coded: Mapping[str, str], problems: dict[str, str]
    ) -> Iterator[tuple[str, str]]:
        """Give what the form would send if somebody had typed the row."""
        plain = {name: text for name, text in given.items() if name not in {*CODED, "days"}}
        sent = {**plain, **{name: code for name, code in coded.items() if code}}
        sent.setdefault("interpretation", "none")
        sent.setdefault("diet", "none")
        sent.setdefault("language", DEFAULT_LANGUAGE)
        yield from sent.items()
        yield from (("form_token", _TOKEN), ("accept_rules", "yes"))
        yield from (("days", day) for day in self._days(given.get("days", ""), problems))

    def _days(self, text: str, problems: dict[str, str]) -> list[str]:
        if self.choices["days_from"] != AS_IN_FILE:
            return list(self.choices["days"])
        try:
            found = [day.isoformat() for day in dates_of(text)]
        except UnknownWordError as error:
            problems["days"] = self._about("days", gettext("“%(word)s” is no date.", word=str(error)[:_SHOWN]))
            return []
        foreign = [day for day in found if day not in self.dates]
        if foreign:
            named = ", ".join(foreign)[:_SHOWN]
            problems["days"] = self._about("days", gettext("%(days)s is no day of this edition.", days=named))
        return found

    def _form(self, key: str) -> EntryForm:
        if key not in self.forms:
            self.forms[key] = make_entry_form(self.categories[key], self.scope.days, _TOKEN, MultiDict())
        return self.forms[key]

    def _add_errors(self, form: EntryForm, problems: dict[str, str]) -> None:
        """Add what the form refuses, where nothing better has been said."""
        for field in form:
            if field.errors:
                problems.setdefault(field.short_name, self._about(field.short_name, str(field.errors[0])))

    def _about(self, field: str, problem: str) -> str:
        return gettext("%(field)s: %(problem)s", field=self.words.get(field, ""), problem=problem)
