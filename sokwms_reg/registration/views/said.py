"""What the own page says about the step that led there: once, after a redirect, by a word in the address.

The word says only which step it was; what it came to is read from the registration, so an address that somebody
makes up says nothing that is not so.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import request

from sokwms_reg.core.i18n import N_, gettext
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.states import State

_MAIL = N_("A message about it is on its way.")
_ACCEPTED_TOO_LATE: Mapping[str, str] = {
    State.CONFIRMED: N_("The place has already been accepted. Nothing more needs to be done."),
    State.PENDING: N_("There is no offer to accept: the registration awaits a decision."),
    State.OFFERED: N_("The time for an answer is over, so the place can no longer be accepted."),
    State.WAITING: N_("The offer has ended, so the place can no longer be accepted."),
    State.CANCELLED: N_("There is no offer to accept: the registration has been withdrawn or cancelled."),
    State.REJECTED: N_("There is no offer to accept: the registration was not accepted."),
}
_WITHDRAWN_TOO_LATE: Mapping[str, str] = {
    State.CANCELLED: N_("The registration had already been withdrawn or cancelled. Nothing was changed."),
    State.REJECTED: N_("The registration was not accepted, so there is nothing to withdraw."),
}


@dataclass(frozen=True)
class Said:
    """A status message; `kind` is that of a note."""

    kind: str
    words: str


def said(found: Registration) -> Said | None:
    """Return what the address asks to say about a registration."""
    word = request.args.get("said", "") or {"1": "saved", "0": "same"}.get(request.args.get("changed", ""), "")
    done = {
        "saved": N_("The changes have been saved. A message about them is on its way."),
        "consent_list": _consent(given=found.consent_list),
        "consent_next": _consent(given=found.consent_next),
    }
    late = {"accept": _ACCEPTED_TOO_LATE, "cancel": _WITHDRAWN_TOO_LATE}
    if word in done:
        return Said("ok", gettext(done[word]))
    if word == "language":
        return Said("ok", f"{language_words(found)} {gettext(_MAIL)}")
    if word == "same":
        return Said("", gettext("Nothing was changed: the data are the same as before."))
    sentence = late.get(word, {}).get(found.state)
    return Said("", gettext(sentence)) if sentence else None


def _consent(*, given: bool) -> str:
    if given:
        return N_("The consent has been given. A message about it is on its way.")
    return N_("The consent has been withdrawn. A message about it is on its way.")


def language_words(found: Registration) -> str:
    """Return in which language letters about a registration come."""
    if found.language == "pl":
        return gettext("Messages about this registration come in Polish.")
    return gettext("Messages about this registration come in English.")
