"""The form of a task."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import (  # type: ignore[attr-defined] # the stubs do not know SelectChoice yet
    HiddenField,
    SelectChoice,
    SelectField,
    TextAreaField,
)
from wtforms.validators import Length, ValidationError

from sokwms_reg.core.i18n import gettext
from sokwms_reg.planning.models import OfficeTask
from sokwms_reg.planning.service import TaskData
from sokwms_reg.planning.states import MOST_DAYS
from sokwms_reg.registration.forms.application import many_lines
from sokwms_reg.registration.forms.settings.fields import DayField, WholeField, choice, line

LONGEST_NOTE = 2000


class When(StrEnum):
    """How the date of a task is given."""

    BEFORE = "before"
    AFTER = "after"
    FIXED = "fixed"


class TaskForm(FlaskForm):  # type: ignore[misc] # Flask-WTF brings no types
    """A task: a title in one language at least, a date, whose it is, a note for the office."""

    title_pl = line(_("Task in Polish"))
    title_en = line(_("Task in English"))
    when = choice(
        _("Date"),
        {
            When.BEFORE: _("Days before the first day"),
            When.AFTER: _("Days after the first day"),
            When.FIXED: _("On a fixed date"),
        },
    )
    days = WholeField(_("Number of days"), most=MOST_DAYS)
    fixed_on = DayField(_("Fixed date"))
    user_id = SelectField(_("Member of the staff"), validate_choice=False)
    who = line(_("Somebody else"))
    note = TextAreaField(
        _("Note"),
        filters=[many_lines],
        validators=[Length(max=LONGEST_NOTE, message=_("Please use at most %(most)s characters.", most=LONGEST_NOTE))],
    )
    version = HiddenField()

    def offer(self, staff: Mapping[int, str]) -> None:
        """Offer those whose the task may be."""
        self.user_id.choices = [SelectChoice("", gettext("nobody yet"))] + [
            SelectChoice(str(identity), name) for identity, name in staff.items()
        ]

    def validate_title_pl(self, field: Any) -> None:  # noqa: ANN401 - as WTForms calls it
        """Want a title in one of the languages."""
        if not field.data and not self.title_en.data:
            raise ValidationError(gettext("Please say what is to be done, in one of the languages at least."))

    def validate_days(self, field: Any) -> None:  # noqa: ANN401 - as above
        """Want the number where days are counted."""
        if self.when.data in {When.BEFORE, When.AFTER} and field.data is None and not field.process_errors:
            raise ValidationError(gettext("Please give the number of days; 0 is the first day itself."))

    def validate_fixed_on(self, field: Any) -> None:  # noqa: ANN401 - as above
        """Want the date where it is fixed."""
        if self.when.data == When.FIXED and field.data is None and not field.process_errors:
            raise ValidationError(gettext("Please give a date, such as 2027-11-17."))

    def validate_user_id(self, field: Any) -> None:  # noqa: ANN401 - as above
        """Take only those who were offered."""
        if field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(gettext("Please choose one of the answers offered."))

    def validate_who(self, field: Any) -> None:  # noqa: ANN401 - as above
        """Take one name."""
        if field.data and self.user_id.data:
            raise ValidationError(gettext("Please choose a member of the staff or type a name, not both."))

    @property
    def data_of_task(self) -> TaskData:
        """Return what a valid form says."""
        fixed = self.fixed_on.data if self.when.data == When.FIXED else None
        sign = -1 if self.when.data == When.BEFORE else 1
        return TaskData(
            title_pl=self.title_pl.data or "",
            title_en=self.title_en.data or "",
            offset_days=None if fixed else sign * (self.days.data or 0),
            fixed_on=fixed,
            user_id=int(self.user_id.data) if self.user_id.data else None,
            who=self.who.data or "",
            note=self.note.data or "",
        )

    @property
    def version_seen(self) -> int:
        """Return the version of the task that the form was made from; 0, which no task has, where none can be read."""
        typed = self.version.data or ""
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= len(str(MOST_DAYS)) * 2 else 0


def make_task_form(
    staff: Mapping[int, str], typed: MultiDict[str, str] | None, task: OfficeTask | None = None
) -> TaskForm:
    """Return the form: empty, with what is stored, or as typed. Who has left since keeps the task that is theirs."""
    form = TaskForm(formdata=typed, data=_stored(task) if task else {"when": When.BEFORE.value, "user_id": ""})
    known = dict(staff)
    if task and task.user_id is not None:
        known.setdefault(task.user_id, gettext("somebody who has no role here any more"))
    form.offer(known)
    return form


def _stored(task: OfficeTask) -> dict[str, object]:
    offset = task.offset_days
    return {
        "title_pl": task.title_pl,
        "title_en": task.title_en,
        "when": When.FIXED if offset is None else When.AFTER if offset > 0 else When.BEFORE,
        "days": None if offset is None else abs(offset),
        "fixed_on": task.fixed_on,
        "user_id": "" if task.user_id is None else str(task.user_id),
        "who": task.who,
        "note": task.note,
        "version": str(task.version),
    }
