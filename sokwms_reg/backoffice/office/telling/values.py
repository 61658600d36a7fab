"""Recorded values in the reader's words. What no words are known for stands as it was recorded."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property

from sqlalchemy.orm import Session

from sokwms_reg.attendees import queries as attendees
from sokwms_reg.attendees.office.bulk_words import DEEDS
from sokwms_reg.attendees.office.choosing import filter_words
from sokwms_reg.attendees.office.values import value_words
from sokwms_reg.attendees.service import BulkDeed
from sokwms_reg.attendees.states import message_words, state_words
from sokwms_reg.audit.models import AuditEntry
from sokwms_reg.backoffice.office.frame import ROLES
from sokwms_reg.backoffice.office.telling.records import Records
from sokwms_reg.core.i18n import gettext
from sokwms_reg.core.templates import day
from sokwms_reg.editions.models import Edition, Role
from sokwms_reg.handovers.office.words import column_words
from sokwms_reg.handovers.states import PURPOSES, Purpose
from sokwms_reg.outbox.models import MessageState
from sokwms_reg.registration.office.describing import scope_of
from sokwms_reg.registration.states import State

_CODES: Mapping[str, tuple[type[StrEnum], Callable[[str], str]]] = {
    "message": (MessageState, message_words),
    "purpose": (Purpose, lambda value: gettext(PURPOSES[Purpose(value)])),
    "deed": (BulkDeed, lambda value: gettext(DEEDS[BulkDeed(value)].submit)),
}


class Words:
    """Values of one edition's history in words."""

    def __init__(self, session: Session, edition: Edition) -> None:
        """Ask for the names of categories and days."""
        self.session, self.edition = session, edition
        self.scope = scope_of(session, edition)

    @cached_property
    def lists(self) -> attendees.Scope:
        """Return what the filters of lists need; asked for only where an entry has some."""
        return attendees.scope_of(self.session, self.edition)

    def value(self, entry: AuditEntry, known: Records, name: str, value: object) -> str:
        """Return a value in words."""
        if value is None or value in ("", [], {}):
            return gettext("not given")
        if isinstance(value, dict):
            return self._filters(entry, value)
        if name == "columns" and isinstance(value, list):
            return column_words(str(each) for each in value)
        if name == "user_id" and isinstance(value, int):
            return known.staff.get(value, str(value))
        return self._code(entry, name, str(value)) or _plain(name, value)

    def _filters(self, entry: AuditEntry, value: dict[str, object]) -> str:
        if entry.action == "audit.export":
            return "; ".join(f"{name}: {part}" for name, part in value.items())
        return filter_words(self.lists, value)

    def _code(self, entry: AuditEntry, name: str, value: str) -> str:
        """Return the words of a code, "" where it is none."""
        if name == "state" and value in set(State):
            return state_words(value, entry.actor_kind)
        if name == "role" and entry.action == "role given" and value in set(Role):
            return gettext(ROLES[Role(value)])
        if name == "category":
            return self.scope.categories.get(value, "")
        if name not in _CODES:
            return ""
        codes, words = _CODES[name]
        return words(value) if value in set(codes) else ""


def _plain(name: str, value: object) -> str:
    if name == "fixed_on":
        return day(date.fromisoformat(str(value)))
    if isinstance(value, list) and name != "days":
        return ", ".join(str(each) for each in value)
    return value_words(name, value)
