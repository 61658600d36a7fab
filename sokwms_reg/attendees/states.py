"""What lists, pages of people and histories call things. Texts are English of the catalogues, said where shown."""

from sokwms_reg.core.i18n import N_, gettext
from sokwms_reg.outbox.models import MessageState
from sokwms_reg.registration.forms.choices import VOIVODESHIPS
from sokwms_reg.registration.models import PersonRole
from sokwms_reg.registration.states import LABELS, State, Step

ROLES: dict[str, str] = {
    PersonRole.PARTICIPANT: N_("Participant"),
    PersonRole.SPEAKER: N_("Speaker"),
    PersonRole.GUEST_OF_HONOUR: N_("Guest of honour"),
    PersonRole.PRESS: N_("Press"),
    PersonRole.ORGANISER: N_("Organiser"),
    PersonRole.SERVICE: N_("Staff"),
    PersonRole.ACCOMPANYING: N_("Accompanying person"),
}
HONORIFICS = {"pani": N_("Pani (Ms)"), "pan": N_("Pan (Mr)")}
INTERPRETATION = {"none": N_("not needed"), "pl": N_("in Polish"), "en": N_("in English")}
DIETS = {
    "none": N_("no special requirements"),
    "vegetarian": N_("vegetarian"),
    "vegan": N_("vegan"),
    "gluten-free": N_("gluten-free"),
    "other": N_("other"),
}
LANGUAGES = {"pl": N_("Polish"), "en": N_("English")}
NATIONWIDE = N_("nationwide body")
REGIONS = {"00": NATIONWIDE, **VOIVODESHIPS}

_CANCELLED_BY = {"participant": N_("Withdrawn"), "staff": N_("Cancelled by the secretariat")}

MESSAGE_STATES = {
    MessageState.PENDING: N_("In the queue"),
    MessageState.SENDING: N_("Being sent"),
    MessageState.SENT: N_("Sent"),
    MessageState.FAILED: N_("Not delivered"),
}

# What a history says of an action; accounts and edition files have theirs here too, for the pages that list them all.
ACTIONS = {
    "registration.register": N_("Registration received"),
    f"registration.{Step.APPROVE}": N_("The registration was confirmed"),
    f"registration.{Step.PROMOTE}": N_("Place given from the waiting list"),
    f"registration.{Step.OFFER}": N_("Place offered"),
    f"registration.{Step.ACCEPT}": N_("Offered place accepted"),
    f"registration.{Step.LAPSE}": N_("Offer lapsed without an answer"),
    f"registration.{Step.REJECT}": N_("The registration was not accepted"),
    f"registration.{Step.CANCEL}": N_("Registration cancelled by the secretariat"),
    f"registration.{Step.RECONSIDER}": N_("Acceptance taken back"),
    f"registration.{Step.REOPEN}": N_("The registration was made active again"),
    f"registration.{Step.DEMOTE}": N_("Moved to the waiting list by the secretariat"),
    f"registration.{Step.TRANSFER}": N_("Moved to another category"),
    "registration.replace": N_("Another person comes instead"),
    "registration.move_in_line": N_("Moved in line by the secretariat"),
    "registration.lift_limit": N_("The institution's limit was lifted"),
    "registration.use_reserve": N_("Kind of place changed"),
    "registration.edit": N_("Data changed"),
    "registration.send_link": N_("Link to the registration sent again"),
    "registration.renew_link": N_("Link to the registration renewed"),
    "registration.block_link": N_("Link to the registration blocked"),
    "attendees.salutation": N_("Salutation changed"),
    "attendees.export": N_("List exported"),
    "attendees.data_copy": N_("Copy of the person's data taken"),
    "attendees.note_added": N_("Note of the secretariat added"),
    "attendees.note_changed": N_("Note of the secretariat changed"),
    "attendees.note_deleted": N_("Note of the secretariat deleted"),
    "attendees.tag_put": N_("Tag added"),
    "attendees.tag_taken_off": N_("Tag removed"),
    "attendees.tag_renamed": N_("Tag renamed"),
    "attendees.tag_merged": N_("Tags merged"),
    "attendees.tag_deleted": N_("Tag deleted"),
    "attendees.bulk": N_("Many registrations changed at once"),
    "attendees.not_duplicates": N_("Found to be another person"),
    "attendees.view_saved": N_("View of the list saved"),
    "attendees.view_changed": N_("View of the list changed"),
    "attendees.view_renamed": N_("View of the list renamed"),
    "attendees.view_default": N_("Another view of the list opens by itself"),
    "attendees.view_deleted": N_("View of the list deleted"),
    "registration.merge": N_("Registrations merged"),
    "handovers.hand_over": N_("List handed over"),
    "handovers.forget": N_("Rows of a list handed over erased"),
    "imports.people": N_("People imported from a spreadsheet"),
    "protocol.card": N_("Protocol card changed"),
    "protocol.card_cleared": N_("Data of the previous person removed from the protocol card"),
    "protocol.card_deleted": N_("Protocol card deleted"),
    "protocol.place": N_("Order of precedence changed"),
    "protocol.office_added": N_("Office added to the list of salutations"),
    "protocol.office_changed": N_("Office in the list of salutations changed"),
    "protocol.office_deleted": N_("Office deleted from the list of salutations"),
    "edition.settings": N_("Settings of the edition changed"),
    "edition.imported": N_("Edition file loaded"),
    "message.send_again": N_("Message queued again"),
    "account.language": N_("Language of the office changed"),
    "account created": N_("Account created"),
    "account closed": N_("Account closed"),
    "password set": N_("Password set from the command line"),
    "password changed": N_("Password changed"),
    "password reset by mail": N_("Password set anew by mail"),
    "two-factor sign-in set up": N_("Sign-in in two steps set up"),
    "two-factor sign-in removed": N_("Sign-in in two steps removed"),
    "passkey added": N_("Passkey added"),
    "passkey removed": N_("Passkey removed"),
    "role given": N_("Role given"),
    "planning.propose": N_("Proposed tasks added to the calendar"),
    "planning.add": N_("Task added to the calendar"),
    "planning.change": N_("Task changed"),
    "planning.remove": N_("Task deleted"),
    "planning.done": N_("Task done"),
    "planning.undone": N_("Task opened again"),
    "audit.export": N_("History exported"),
}
_ACTORS = {"participant": N_("the participant"), "system": N_("automatically"), "command": N_("command line")}


def state_words(state: str, cancelled_by: str = "") -> str:
    """Return a state in the reader's language; cancelled ones say by whom: one state, two labels."""
    if state == State.CANCELLED and cancelled_by in _CANCELLED_BY:
        return gettext(_CANCELLED_BY[cancelled_by])
    return gettext(LABELS[State(state)])


def message_words(state: str) -> str:
    """Return where a message stands, in the reader's language."""
    return gettext(MESSAGE_STATES[MessageState(state)])


def action_words(action: str, actor_kind: str = "") -> str:
    """Return what was done, in the reader's language; an action of a room without words stands as it is.

    Leaving is one action with two names: a participant withdraws, the office cancels.
    """
    if action == f"registration.{Step.CANCEL}" and actor_kind == "participant":
        return gettext("Registration withdrawn")
    return gettext(ACTIONS[action]) if action in ACTIONS else action


def actor_words(kind: str, label: str) -> str:
    """Return who did it, in the reader's language: a member of the staff by name."""
    if kind not in _ACTORS:
        return label
    return gettext(_ACTORS[kind])
