"""What the secretariat can do about a registration, in words: for each deed the button, the question, the report."""

from dataclasses import dataclass
from enum import StrEnum

from sokwms_reg.core.i18n import N_
from sokwms_reg.editions.models import Pool
from sokwms_reg.registration.states import Step


class Act(StrEnum):
    """A deed of the secretariat; the value is the last part of its address."""

    APPROVE = "approve"
    PROMOTE = "promote"
    OFFER = "offer"
    REOPEN = "reopen"
    RECONSIDER = "reconsider"
    MOVE = "move"
    LIFT = "lift"
    RESERVE = "reserve"
    CATEGORY = "category"
    DEMOTE = "demote"
    REJECT = "reject"
    CANCEL = "cancel"


# The step of the table of states that a deed takes, where it takes one.
STEPS = {act: Step(act.value) for act in Act if act.value in set(Step)} | {Act.CATEGORY: Step.TRANSFER}
NEEDING_A_PLACE = frozenset({Act.PROMOTE, Act.OFFER})
# What is about the place, not about the decision, stands in a frame of its own.
ABOUT_PLACE = frozenset({Act.MOVE, Act.LIFT, Act.RESERVE, Act.CATEGORY, Act.DEMOTE})

POOLS = {
    Pool.GENERAL: N_("Places open to all"),
    Pool.SPEAKERS: N_("Places set aside for speakers"),
    Pool.INVITATIONS: N_("Places set aside for invited people"),
}
# What a form calls them: the code of the general places is no word.
CODES = {Pool.GENERAL: "general", Pool.SPEAKERS: "speakers", Pool.INVITATIONS: "invitations"}


@dataclass(frozen=True)
class Words:
    """A deed in English texts of the catalogues: the button that leads to it, the question, its answer, the report."""

    button: str
    title: str
    text: str
    submit: str
    done: str
    destructive: bool = False


WORDS = {
    Act.APPROVE: Words(
        N_("Accept…"),
        N_("Accept the registration?"),
        N_("The registration is confirmed and keeps its place; the message about it goes out at once."),
        N_("Accept the registration"),
        N_("The registration is confirmed; the message is in the outbox."),
    ),
    Act.PROMOTE: Words(
        N_("Give a place…"),
        N_("Give a free place?"),
        N_(
            "The registration leaves the waiting list, whatever its position; the message about it goes out at once. "
            "A reason stays in the history."
        ),
        N_("Give the place"),
        N_("The place is given; the message is in the outbox."),
    ),
    Act.OFFER: Words(
        N_("Offer a place…"),
        N_("Offer a free place?"),
        N_(
            "The place is held until the day given here. Without an answer it goes to the next person in line. "
            "A reason stays in the history."
        ),
        N_("Offer the place"),
        N_("The place is offered; the message is in the outbox."),
    ),
    Act.REOPEN: Words(
        N_("Make it active again…"),
        N_("Make the registration active again?"),
        N_(
            "It gets a place where one is free for it, otherwise its old number in the line. The message about it goes "
            "out at once; a reason given here stands in it."
        ),
        N_("Make it active again"),
        N_("The registration is active again; the message is in the outbox."),
    ),
    Act.RECONSIDER: Words(
        N_("Take the acceptance back…"),
        N_("Take the acceptance back?"),
        N_(
            "The registration awaits a decision again and keeps its place. The message about it goes out at once; a "
            "reason given here stands in it."
        ),
        N_("Take the acceptance back"),
        N_("The registration awaits a decision again; the message is in the outbox."),
    ),
    Act.MOVE: Words(
        N_("Move in line…"),
        N_("Move to another position in line?"),
        N_("Those between the two positions move by one; nobody else does. The reason stays in the history."),
        N_("Move"),
        N_("The registration has moved in line; it is at position %(position)s now."),
    ),
    Act.LIFT: Words(
        N_("Lift the institution's limit…"),
        N_("Lift the institution's limit for this person?"),
        N_(
            "The person may then get a place although as many from the institution hold places as may. The reason "
            "stays in the history."
        ),
        N_("Lift the limit"),
        N_("The limit is lifted for this registration. Its state is now: %(state)s."),
    ),
    Act.RESERVE: Words(
        N_("Use another kind of place…"),
        N_("Use a place of another kind?"),
        N_("A place open to all that becomes free by this goes to the first in line. A reason stays in the history."),
        N_("Use this kind of place"),
        N_("The kind of place is changed. The state of the registration is now: %(state)s."),
    ),
    Act.CATEGORY: Words(
        N_("Move to another category…"),
        N_("Move to another category?"),
        N_(
            "Who holds a place needs a free one there; who waits keeps the number in line. The message about it goes "
            "out at once; a reason given here stands in it."
        ),
        N_("Move to the category"),
        N_("The registration is in the other category; the message is in the outbox."),
    ),
    Act.DEMOTE: Words(
        N_("Move to the waiting list…"),
        N_("Move to the waiting list?"),
        N_(
            "The registration goes to the end of the waiting list and its place to the first there. The reason is "
            "included in the message to the participant."
        ),
        N_("Move to the waiting list"),
        N_("The registration is on the waiting list; the message is in the outbox."),
        destructive=True,
    ),
    Act.REJECT: Words(
        N_("Do not accept…"),
        N_("Not accept this registration?"),
        N_(
            "The reason is included in the message to the participant. "
            "A place that was held goes to the first person in line."
        ),
        N_("Do not accept"),
        N_("The registration is not accepted; the message is in the outbox."),
        destructive=True,
    ),
    Act.CANCEL: Words(
        N_("Cancel the registration…"),
        N_("Cancel the registration?"),
        N_(
            "A place that was held goes to the first person in line, so it may be gone if this is taken back. The "
            "message goes out at once; a reason given here stands in it."
        ),
        N_("Cancel the registration"),
        N_("The registration is cancelled; the message is in the outbox."),
        destructive=True,
    ),
}
