"""What a participant may say at any time, by a button each: the language of letters, and every consent."""

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from sokwms_reg.core import clock
from sokwms_reg.core.db import writing
from sokwms_reg.core.i18n import LANGUAGE_NAMES
from sokwms_reg.outbox import tasks as outbox
from sokwms_reg.registration import service
from sokwms_reg.registration.views import registration
from sokwms_reg.registration.views.own import PARTICIPANT, opened

UNUSABLE = 422


@registration.post("/my/<token>/language")
def language(token: str) -> ResponseReturnValue:
    """Write letters in another language from now on; the page itself stays in its own."""
    wanted = request.form.get("language", "")
    with writing() as session:
        found = opened(session, token)
        words = {"language": LANGUAGE_NAMES.get(wanted, "")}
        try:
            changed = service.set_language(session, found, wanted, words, PARTICIPANT, clock.now())
        except service.UnknownChoiceError:
            abort(UNUSABLE)
    return _back(token, "language" if changed else "same")


@registration.post("/my/<token>/consents/<consent>")
def consents(token: str, consent: str) -> ResponseReturnValue:
    """Give or withdraw one consent, also when the registration has ended: withdrawing is as easy as giving."""
    if consent not in service.CONSENTS:
        abort(404)
    with writing() as session:
        found = opened(session, token)
        try:
            changed = service.set_consent(
                session, found, consent, request.form.get("given", ""), PARTICIPANT, clock.now()
            )
        except service.UnknownChoiceError:
            abort(UNUSABLE)
    return _back(token, consent if changed else "same")


def _back(token: str, word: str) -> ResponseReturnValue:
    outbox.wake()
    return redirect(url_for("registration.my", token=token, said=word), 303)
