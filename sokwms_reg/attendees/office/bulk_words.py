"""What pages say of deeds about many: buttons, questions, previews, reports."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from markupsafe import Markup

from sokwms_reg.attendees.service import BulkDeed, Outcome, Why
from sokwms_reg.core.i18n import N_, gettext, ngettext
from sokwms_reg.registration.models import Registration

NAMED = 20  # people whom a preview names
REPORTED = 5  # people whom a report names: it travels in the session's cookie, which holds little


@dataclass(frozen=True)
class DeedWords:
    """A deed in English texts of the catalogues: the button, the question, its answer."""

    button: str
    title: str
    submit: str
    destructive: bool = False


DEEDS = {
    BulkDeed.ACCEPT: DeedWords(N_("Accept…"), N_("Accept the selected registrations?"), N_("Accept them")),
    BulkDeed.REFUSE: DeedWords(
        N_("Do not accept…"),
        N_("Decide not to accept the selected registrations?"),
        N_("Do not accept them"),
        destructive=True,
    ),
    BulkDeed.CATEGORY: DeedWords(
        N_("Move to another category…"), N_("Move the selected registrations to another category?"), N_("Move them")
    ),
    BulkDeed.CANCEL: DeedWords(
        N_("Cancel…"), N_("Cancel the selected registrations?"), N_("Cancel them"), destructive=True
    ),
    BulkDeed.TAG: DeedWords(N_("Add a tag…"), N_("Add a tag to the selected registrations?"), N_("Add the tag")),
    BulkDeed.UNTAG: DeedWords(
        N_("Remove a tag…"), N_("Remove a tag from the selected registrations?"), N_("Remove the tag")
    ),
}
WHY = {
    Why.STATE: N_("the state does not allow it"),
    Why.LIMIT: N_("the institution already holds as many places in the category as it may"),
    Why.PLACE: N_("there is no free place in the category or on one of the chosen days"),
    Why.RESIDENCE: N_("a country or a voivodeship must be given, on the person's page"),
    Why.ALREADY: N_("it is so already"),
}


@dataclass(frozen=True)
class Group:
    """Some people: how many, why (for whom nothing is done), the first of them by name, and how many more."""

    number: int
    why: str
    names: Sequence[str]
    more: int


@dataclass(frozen=True)
class Told:
    """What would happen, in words."""

    done: Group
    skipped: Sequence[Group]
    letters: str
    others: str


def told_of(deed: BulkDeed, outcome: Outcome) -> Told:
    """Return what an outcome means, before it is rolled back."""
    letters = ngettext("%(num)s message goes out.", "%(num)s messages go out.", outcome.letters)
    others = ngettext(
        "%(num)s person on the waiting list gets a place or an offer by it.",
        "%(num)s people on the waiting list get a place or an offer by it.",
        outcome.others,
    )
    return Told(
        _group(outcome.done, ""),
        [_group(people, gettext(WHY[why])) for why, people in outcome.skipped.items()],
        "" if deed in {BulkDeed.TAG, BulkDeed.UNTAG} else letters,
        others if outcome.others else "",
    )


def _group(people: Sequence[Registration], why: str) -> Group:
    names = [f"{one.shown_name} ({one.reference})" for one in people[:NAMED]]
    return Group(len(people), why, names, max(0, len(people) - NAMED))


def report(slug: str, deed: BulkDeed, outcome: Outcome) -> list[tuple[str, str]]:
    """Return sentences about what was done, each with its kind of message."""
    told = told_of(deed, outcome)
    done = ngettext("%(num)s registration was changed.", "%(num)s registrations were changed.", told.done.number)
    said = [
        (" ".join(part for part in (done, _queued(outcome), told.others) if part), "ok" if told.done.number else "warn")
    ]
    for group in told.skipped:
        names, more = ", ".join(group.names[:REPORTED]), group.number - REPORTED
        if more > 0:
            names += ", " + ngettext("and %(num)s more", "and %(num)s more", more)
        words = ngettext(
            "Nothing was done about %(num)s registration (%(why)s): %(names)s.",
            "Nothing was done about %(num)s registrations (%(why)s): %(names)s.",
            group.number,
            why=group.why,
            names=names,
        )
        said.append((words, "warn"))
    if told.done.number and deed in {BulkDeed.ACCEPT, BulkDeed.REFUSE}:
        link = Markup('<a href="{}">{}</a>').format(url_for("places.decisions", slug=slug), gettext("Decisions"))
        words = Markup.escape(gettext("For an hour this can be taken back at once, on the page %(page)s."))
        said.append((words % {"page": link}, "info"))
    return said


def _queued(outcome: Outcome) -> str:
    if not outcome.letters:
        return ""
    return ngettext("%(num)s message is in the outbox.", "%(num)s messages are in the outbox.", outcome.letters)
