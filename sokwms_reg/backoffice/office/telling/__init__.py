"""What was recorded in an edition, in the reader's words: which record, which field, what it was and is.

Values are told of fields that this page knows. Of any other field it says only that it changed, so that what a room
keeps from some of the staff does not come out here; so it is with needs, whose values are not even recorded.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sokwms_reg.attendees.states import action_words, actor_words
from sokwms_reg.audit.models import AuditEntry
from sokwms_reg.audit.service import BATCH
from sokwms_reg.backoffice.office.telling.fields import NAMING, ONLY_CHANGED, label_of
from sokwms_reg.backoffice.office.telling.records import Records, records
from sokwms_reg.backoffice.office.telling.values import Words
from sokwms_reg.core.i18n import gettext
from sokwms_reg.editions.models import Edition
from sokwms_reg.protocol.states import CHANGED
from sokwms_reg.registration.office.describing import changes_words

_OF_EDITION = frozenset({"edition.settings", "edition.imported"})


@dataclass(frozen=True)
class Field:
    """A field that changed; both values are empty where only the change is told, the old one where there was none."""

    name: str
    old: str = ""
    new: str = ""


@dataclass(frozen=True)
class Told:
    """An entry in words. `reference` is that of the registration that it is about, empty for any other record."""

    entry: AuditEntry
    at: datetime
    who: str
    deed: str
    record: str
    reference: str
    fields: Sequence[Field]


class Teller:
    """Tells entries of one edition; what all of them need is asked once."""

    def __init__(self, session: Session, edition: Edition, unseen: Collection[str] = ()) -> None:
        """Ask for the names of categories and days; of fields that are `unseen` only the change is told."""
        self.session, self.edition = session, edition
        self.words = Words(session, edition)
        self.unseen = frozenset(unseen)

    def tell(self, entries: Sequence[AuditEntry]) -> list[Told]:
        """Return entries in words, with a query for each kind of record that they name."""
        known = records(self.session, self.edition, entries)
        return [self._told(entry, known) for entry in entries]

    def _told(self, entry: AuditEntry, known: Records) -> Told:
        return Told(
            entry,
            entry.at,
            actor_words(entry.actor_kind, entry.actor_label) or gettext("not given"),
            action_words(entry.action, entry.actor_kind),
            known.name(entry),
            known.reference(entry),
            self._fields(entry, known),
        )

    def _fields(self, entry: AuditEntry, known: Records) -> list[Field]:
        if entry.action in _OF_EDITION:
            return [Field(line.name, line.old, line.new) for line in changes_words(entry.changes, self.words.scope)]
        told = {name: both for name, both in entry.changes.items() if name != BATCH and both[0] != both[1]}
        return [self._field(entry, known, name, *both) for name, both in told.items()]

    def _field(self, entry: AuditEntry, known: Records, name: str, old: object, new: object) -> Field:
        label = label_of(entry.action, name)
        if label is None or name in ONLY_CHANGED | self.unseen or (old, new) == ("", CHANGED):
            return Field(label or name)
        if name in NAMING and not (old and new):
            return Field(label, "", self.words.value(entry, known, name, new or old))
        was = "" if old is None else self.words.value(entry, known, name, old)
        return Field(label, was, self.words.value(entry, known, name, new))
