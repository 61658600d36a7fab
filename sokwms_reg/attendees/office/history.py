"""The history of a registration in the reader's words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from sokwms_reg.attendees.office.values import value_words
from sokwms_reg.attendees.states import action_words, actor_words, message_words, state_words
from sokwms_reg.audit.models import AuditEntry
from sokwms_reg.audit.queries import history
from sokwms_reg.core.i18n import N_, gettext
from sokwms_reg.core.templates import iso, moment
from sokwms_reg.letters.service import kind_words
from sokwms_reg.outbox.models import Message
from sokwms_reg.registration.emails import LABELS, SECRET
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.states import State

# What else may have changed beside the data, and the actions whose data are told.
_PLACE = {"position": N_("Position on the waiting list"), "pool": N_("Kind of place"), "category": N_("Category")}
_TOLD = {"registration.edit", "registration.replace", "registration.transfer"}
# The other registration of a pair.
_OTHERS = {
    "merged_into": N_("Merged into registration %(reference)s, which stays"),
    "merged_from": N_("Registration %(reference)s was merged into this one"),
    "other": N_("Not the same person as in registration %(reference)s"),
}
_STATES = {state.value for state in State}


@dataclass(frozen=True)
class Event:
    """A line of a history: what happened, when (words and machine's form), who did it, and details, if any."""

    title: str
    when: str
    iso: str
    who: str
    details: tuple[str, ...]


@dataclass(frozen=True)
class Stop:
    """A state that a registration has been in: its code, its words, since when."""

    state: str
    label: str
    when: str
    iso: str


@dataclass(frozen=True)
class Past:
    """All that was recorded about a registration, in an edition's zone; categories have names by key."""

    entries: Sequence[AuditEntry]
    messages: Sequence[Message]
    zone: str
    categories: Mapping[str, str]

    @property
    def stops(self) -> list[Stop]:
        """Return the states, the first one first; one after the other never the same."""
        moves = [entry for entry in reversed(self.entries) if entry.changes.get("state", ("", ""))[1] in _STATES]
        return [
            Stop(new, state_words(new, entry.actor_kind), moment(entry.at, self.zone), iso(entry.at, self.zone))
            for entry in moves
            if (new := entry.changes["state"][1]) != entry.changes["state"][0]
        ]

    @property
    def events(self) -> list[Event]:
        """Return what happened and what was sent, the newest first."""
        told = [(entry.at, _event(entry, self.zone, self.categories)) for entry in self.entries]
        told += [(sent.sent_at or sent.created_at, _sent(sent, self.zone)) for sent in self.messages]
        return [event for _at, event in sorted(told, key=lambda each: each[0], reverse=True)]


def past_of(
    session: Session,
    registration: Registration,
    messages: Sequence[Message],
    zone: str,
    categories: Mapping[str, str],
    unseen: Collection[str] = (),
) -> Past:
    """Return the past of a registration with its messages, without what was done by the actions `unseen`."""
    seen = [entry for entry in history(session, registration.subject_ref) if entry.action not in unseen]
    return Past(seen, messages, zone, categories)


def _sent(message: Message, zone: str) -> Event:
    at = message.sent_at or message.created_at
    title = gettext("Message: %(kind)s", kind=kind_words(message.kind))
    return Event(title, moment(at, zone), iso(at, zone), message.to_address, (message_words(message.state),))


def _event(entry: AuditEntry, zone: str, categories: Mapping[str, str]) -> Event:
    return Event(
        title=action_words(entry.action, entry.actor_kind),
        when=moment(entry.at, zone),
        iso=iso(entry.at, zone),
        who=actor_words(entry.actor_kind, entry.actor_label),
        details=tuple(_details(entry, categories)),
    )


def _details(entry: AuditEntry, categories: Mapping[str, str]) -> list[str]:
    details = []
    old, new = entry.changes.get("state", ("", ""))
    if old in _STATES and new in _STATES:
        details.append(gettext("%(old)s → %(new)s", old=state_words(old), new=state_words(new, entry.actor_kind)))
    elif new in _STATES:
        details.append(state_words(new, entry.actor_kind))
    if entry.action == "attendees.salutation":
        old, new = entry.changes["salutation"]
        nothing = gettext("general")
        details.append(gettext("%(old)s → %(new)s", old=old or nothing, new=new or nothing))
    for name, words in _OTHERS.items():
        if name in entry.changes:
            details.append(gettext(words, reference=entry.changes[name][1]))
    for name in _PLACE.keys() & entry.changes.keys():
        old, new = (categories.get(value, value) if name == "category" else value for value in entry.changes[name])
        details.append(_change(name, gettext(_PLACE[name]), old, new))
    if entry.action in _TOLD:
        told = {name: both for name, both in entry.changes.items() if name in LABELS.keys() - _PLACE.keys()}
        details += [_change(name, gettext(LABELS[name]), *both) for name, both in told.items()]
    if entry.reason:
        details.append(gettext("Reason: %(reason)s", reason=entry.reason))
    return details


def _change(name: str, field: str, old: object, new: object) -> str:
    """Return a changed field with both values; of needs nothing but that they changed."""
    if name in SECRET:
        return gettext("%(field)s: changed", field=field)
    return gettext("%(field)s: %(old)s → %(new)s", field=field, old=value_words(name, old), new=value_words(name, new))
