"""What the records are called that histories name, by what they are now or by what their entries say of them."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.accounts.models import User
from sokwms_reg.audit.models import AuditEntry
from sokwms_reg.core.i18n import N_, gettext
from sokwms_reg.core.templates import plain
from sokwms_reg.editions.models import Edition
from sokwms_reg.planning import queries as planning
from sokwms_reg.registration.models import Registration

_ABOUT_PEOPLE = ("registration", "protocol")
_SUBJECT = re.compile(r"(\w+):([0-9]{1,18})(?::([0-9]{1,18}))?")
# Records that their own entries name, under a field: as it became, or as it was.
_NAMED = {
    "tag": ("tag", N_("Tag “%(name)s”")),
    "view": ("name", N_("View “%(name)s”")),
    "handover": ("recipient", N_("List for: %(name)s")),
    "protocol_office": ("masculine", N_("Office “%(name)s”")),
}
_NUMBERED = {
    "registration": N_("Registration no. %(number)s"),
    "protocol": N_("Protocol card no. %(number)s"),
    "task": N_("Task no. %(number)s"),
    "message": N_("Message no. %(number)s"),
    "user": N_("Account no. %(number)s"),
    "tag": N_("Tag no. %(number)s"),
    "view": N_("View of the list no. %(number)s"),
    "handover": N_("List handed over no. %(number)s"),
    "protocol_office": N_("Office no. %(number)s"),
}
_WHOLE = {"edition": N_("Edition"), "imports": N_("Participants")}


@dataclass(frozen=True)
class Records:
    """Names of records: references of registrations, titles of tasks, names of the staff, each by number."""

    people: Mapping[int, str]
    tasks: Mapping[int, str]
    staff: Mapping[int, str]

    def reference(self, entry: AuditEntry) -> str:
        """Return the reference of the registration that an entry is about, "" for any other record."""
        kind, number = _parts(entry.subject)
        return self.people.get(number, "") if kind in _ABOUT_PEOPLE else ""

    def name(self, entry: AuditEntry) -> str:
        """Return what the record of an entry is called; the number of one that is gone."""
        kind, number = _parts(entry.subject)
        if kind in _WHOLE:
            return gettext(_WHOLE[kind])
        field, words = _NAMED.get(kind, ("", ""))
        old, new = entry.changes.get(field, ("", ""))
        if old or new:
            return gettext(words, name=old if entry.action == "attendees.tag_merged" else new or old)
        found = {"task": self.tasks, "user": self.staff}.get(kind, {}).get(number)
        if found := found or self.reference(entry):
            return found
        return gettext(_NUMBERED[kind], number=number) if kind in _NUMBERED else entry.subject


def records(session: Session, edition: Edition, entries: Sequence[AuditEntry]) -> Records:
    """Return the names of what entries are about: a query for each kind that there is."""
    people = {number for kind in _ABOUT_PEOPLE for number in _numbers(entries, kind)}
    users = _numbers(entries, "user") | _users_in(entries)
    return Records(
        _people(session, edition, people), _tasks(session, _numbers(entries, "task")), _staff(session, users)
    )


def _parts(subject: str) -> tuple[str, int]:
    """Return kind and number; an office of the protocol is counted within its edition."""
    match = _SUBJECT.fullmatch(subject)
    return (match[1], int(match[3] or match[2])) if match else ("", 0)


def _numbers(entries: Iterable[AuditEntry], wanted: str) -> set[int]:
    return {number for kind, number in (_parts(entry.subject) for entry in entries) if kind == wanted}


def _users_in(entries: Iterable[AuditEntry]) -> set[int]:
    """Return the members of the staff whose a task was or became."""
    named = [value for entry in entries for value in entry.changes.get("user_id", ())]
    return {value for value in named if isinstance(value, int)}


def _people(session: Session, edition: Edition, ids: Collection[int]) -> Mapping[int, str]:
    if not ids:
        return {}
    mine = select(Registration.id, Registration.reference).where(Registration.edition_id == edition.id)
    rows = session.execute(mine.where(Registration.id.in_(ids)))
    return {row.id: row.reference for row in rows}


def _tasks(session: Session, ids: Collection[int]) -> Mapping[int, str]:
    found = planning.titles(session, sorted(ids)) if ids else {}
    return {identity: plain(task.title) for identity, task in found.items()}


def _staff(session: Session, ids: Collection[int]) -> Mapping[int, str]:
    if not ids:
        return {}
    asked = select(User.id, User.name, User.email).where(User.id.in_(ids))
    return {identity: name or email for identity, name, email in session.execute(asked)}
