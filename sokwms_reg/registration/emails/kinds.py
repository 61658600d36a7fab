"""The kinds of letter that participants get."""

from enum import StrEnum

from sokwms_reg.core.i18n import N_
from sokwms_reg.letters.service import LetterKind, contribute


class Letter(StrEnum):
    """What a participant is told; the value is the letter's folder below `templates/email/registration/`."""

    RECEIVED = "received"
    CONFIRMED = "confirmed"
    WAITING = "waiting"
    PROMOTED = "promoted"
    CANCELLED = "cancelled"
    OFFERED = "offered"
    REJECTED = "rejected"
    EXISTS = "exists"
    CHANGED = "changed"
    LINK = "link"
    LINKS = "links"
    REOPENED = "reopened"
    LAPSED = "lapsed"
    DEMOTED = "demoted"
    REPLACEMENT = "replacement"
    REPLACED = "replaced"

    @property
    def kind(self) -> str:
        """Return the name under which letters and outbox know it."""
        return f"registration/{self.value}"


contribute(
    LetterKind(Letter.RECEIVED.kind, N_("Registration received, awaiting a decision")),
    LetterKind(Letter.CONFIRMED.kind, N_("Registration confirmed")),
    LetterKind(Letter.WAITING.kind, N_("Registration on the waiting list")),
    LetterKind(Letter.PROMOTED.kind, N_("A place from the waiting list")),
    LetterKind(Letter.CANCELLED.kind, N_("Registration withdrawn or cancelled")),
    LetterKind(Letter.OFFERED.kind, N_("A place offered")),
    LetterKind(Letter.REJECTED.kind, N_("Registration not accepted")),
    LetterKind(Letter.EXISTS.kind, N_("The registration already exists")),
    LetterKind(Letter.CHANGED.kind, N_("Data of the registration changed")),
    LetterKind(Letter.LINK.kind, N_("Link to the registration")),
    LetterKind(Letter.LINKS.kind, N_("Links to all registrations of an address")),
    LetterKind(Letter.REOPENED.kind, N_("State of the registration changed by the secretariat")),
    LetterKind(Letter.LAPSED.kind, N_("An offer that was not answered")),
    LetterKind(Letter.DEMOTED.kind, N_("Moved to the waiting list by the secretariat")),
    LetterKind(Letter.REPLACEMENT.kind, N_("Taking over a registration from another person")),
    LetterKind(Letter.REPLACED.kind, N_("Another person comes instead")),
)

# These tell of a place; it belongs in a calendar, as the own page offers it too, tentative while it is only held.
# Where none is held, the calendar is left out.
WITH_CALENDAR = frozenset(
    {Letter.RECEIVED, Letter.CONFIRMED, Letter.PROMOTED, Letter.OFFERED, Letter.REOPENED, Letter.REPLACEMENT}
)
