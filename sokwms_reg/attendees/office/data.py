"""The sections of a person's data on the page, and the form of the one that is being changed."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import request
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from sokwms_reg.attendees.office.steps import Case
from sokwms_reg.attendees.office.values import words_or_nothing
from sokwms_reg.attendees.states import ROLES
from sokwms_reg.core.i18n import N_, gettext
from sokwms_reg.core.office import allowed
from sokwms_reg.core.templates import nb, weekday_day
from sokwms_reg.editions.models import Edition
from sokwms_reg.editions.states import FOREIGN, Permission
from sokwms_reg.registration import service
from sokwms_reg.registration.emails import LABELS
from sokwms_reg.registration.forms.sections import SectionForm, make_section_form
from sokwms_reg.registration.models import Registration

NEEDS = "needs"
TITLES = {
    "person": N_("Person"),
    "contact": N_("Contact"),
    "affiliation": N_("Institution"),
    "stay": N_("Participation"),
    NEEDS: N_("Meals and access needs"),
    "role": N_("Role"),
    "consents": N_("Consents"),
    "language": N_("Language of messages"),
}
_CONTACT_PERSON = ("contact_name", "contact_email", "contact_phone")


@dataclass(frozen=True)
class Section:
    """A section with its rows (name, value; "" where nothing was given) in the reader's words."""

    key: str
    title: str
    rows: list[tuple[str, str]]

    @property
    def single(self) -> bool:
        """Tell whether it is one line, which needs no heading."""
        return len(self.rows) == 1


def sections_of(case: Case) -> list[Section]:
    """Return what the signed-in person may see of somebody's data: needs are for the secretariat alone."""
    needs = allowed(Permission.NEEDS_READ, case.edition.slug)
    found, category = case.registration, case.category
    names = [name for fields in service.SECTIONS.values() for name in fields if name != "days"]
    stored = service.values_of(case.session, found, names)
    stored["days"] = "; ".join(weekday_day(day.date) for day in case.chosen_days)
    del stored["voivodeship" if category.key == FOREIGN else "country"]
    return [
        Section(key, gettext(TITLES[key]), _rows(fields, stored))
        for key, fields in service.SECTIONS.items()
        if key != NEEDS or needs
    ]


def may_change(section: str, edition: Edition) -> bool:
    """Tell whether the signed-in person may change a section that there is, which takes seeing it."""
    if section not in TITLES or (section == NEEDS and not allowed(Permission.NEEDS_READ, edition.slug)):
        return False
    return allowed(Permission.PEOPLE_WRITE, edition.slug)


def _rows(names: tuple[str, ...], stored: Mapping[str, object]) -> list[tuple[str, str]]:
    rows = [
        (gettext(LABELS[name]), words_or_nothing(name, stored[name]))
        for name in names
        if name in stored and name not in _CONTACT_PERSON
    ]
    if "contact_name" in names:
        contact = [str(stored[name]) for name in _CONTACT_PERSON[:2]] + [nb(str(stored["contact_phone"]))]
        rows.append((gettext("Contact person"), ", ".join(part for part in contact if part)))
    return rows


def section_form(session: Session, case: Case, section: str, typed: MultiDict[str, str] | None = None) -> SectionForm:
    """Return the form of a section, with what is stored or what was typed."""
    found = case.registration
    stored = service.values_of(session, found, service.SECTIONS[section])
    return make_section_form(
        section,
        found,
        stored,
        (case.category, case.days),
        {code: gettext(words) for code, words in ROLES.items()},
        typed=typed,
    )


def asked_section(edition: Edition) -> str:
    """Return the section that the address asks to change; "" for none, and for one that one may not change."""
    asked = request.args.get("edit", "")
    return asked if may_change(asked, edition) else ""


def differing(registration: Registration, session: Session, values: Mapping[str, object]) -> list[tuple[str, str, str]]:
    """Return the fields that are stored otherwise than typed: (name, stored, typed) in the reader's words."""
    changes = service.section_differences(session, registration, values)
    return [
        (gettext(LABELS[name]), words_or_nothing(name, stored), words_or_nothing(name, typed))
        for name, (stored, typed) in changes.items()
    ]
