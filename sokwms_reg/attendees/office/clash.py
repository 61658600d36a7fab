"""Two people at once on one record: who was quicker and when, and both versions side by side."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from sokwms_reg.attendees.states import actor_words
from sokwms_reg.audit.models import AuditEntry
from sokwms_reg.audit.queries import history
from sokwms_reg.core.clock import local, now
from sokwms_reg.core.i18n import gettext
from sokwms_reg.core.templates import clock, moment
from sokwms_reg.editions.models import Edition
from sokwms_reg.registration.models import Registration

KEEP_THEIRS = "theirs"


@dataclass(frozen=True)
class Clash:
    """What somebody else has stored meanwhile: said in a sentence, and the fields that differ (name, theirs, yours)."""

    sentence: str
    rows: list[tuple[str, str, str]]

    @property
    def unsaved(self) -> str:
        """Return the sentence, and that nothing has been saved."""
        return gettext("%(changed)s Nothing typed here has been saved yet.", changed=self.sentence)


def clash(
    session: Session,
    edition: Edition,
    registration: Registration,
    rows: list[tuple[str, str, str]],
    fields: Collection[str] = (),
    action: str = "",
) -> Clash:
    """Return the clash about some fields of a registration, or about what an action changes."""
    return clash_about(session, edition, registration.subject_ref, rows, fields, action)


def clash_about(
    session: Session,
    edition: Edition,
    subject: str,
    rows: list[tuple[str, str, str]],
    fields: Collection[str] = (),
    action: str = "",
) -> Clash:
    """Return the clash about a subject of the history, such as `registration:17`; otherwise like `clash`."""
    for entry in history(session, subject):
        if entry.action == action or entry.changes.keys() & set(fields):
            return Clash(_sentence(entry, edition.timezone), rows)
    return Clash(gettext("Changed meanwhile by somebody else."), rows)


def _sentence(entry: AuditEntry, zone: str) -> str:
    who = actor_words(entry.actor_kind, entry.actor_label)
    if entry.actor_kind != "staff":
        return gettext("Changed meanwhile: %(when)s, %(who)s.", when=moment(entry.at, zone), who=who)
    if local(entry.at, zone).date() == local(now(), zone).date():
        return gettext("Changed by a colleague at %(hour)s (%(who)s).", hour=clock(entry.at, zone), who=who)
    return gettext("Changed by a colleague: %(when)s (%(who)s).", when=moment(entry.at, zone), who=who)
