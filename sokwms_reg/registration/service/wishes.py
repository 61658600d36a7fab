"""What a participant may say at any time, with a letter about it: the language of letters, each consent."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.audit.service import record
from sokwms_reg.core.i18n import LANGUAGES
from sokwms_reg.registration import emails
from sokwms_reg.registration.emails import Amendment
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import line
from sokwms_reg.registration.service.errors import UnknownChoiceError
from sokwms_reg.registration.service.moving import case_of

CONSENTS = ("consent_list", "consent_next")


def set_language(
    session: Session,
    registration: Registration,
    language: str,
    words: Mapping[str, str],
    actor: Actor,
    now: datetime,
) -> bool:
    """Write letters in another language from now on, the one about this among them; tell whether it is another.

    `words` name the language in itself. Raises UnknownChoiceError.
    """
    if language not in LANGUAGES:
        raise UnknownChoiceError(language)
    return _set(session, registration, {"language": language}, words, actor, now)


def set_consent(
    session: Session, registration: Registration, consent: str, given: str, actor: Actor, now: datetime
) -> bool:
    """Give ("yes") or withdraw ("no") one consent; tell whether that changes it.

    It is possible at any time, also after the registration has ended (Article 7(3) GDPR: withdrawing is as easy as
    giving). Raises UnknownChoiceError.
    """
    if consent not in CONSENTS or given not in {"yes", "no"}:
        raise UnknownChoiceError(consent)
    return _set(session, registration, {consent: given == "yes"}, {}, actor, now)


def _set(
    session: Session,
    registration: Registration,
    wanted: Mapping[str, object],
    words: Mapping[str, str],
    actor: Actor,
    now: datetime,
) -> bool:
    number = line.enter(session, registration.edition_id)
    case = case_of(session, registration)
    changes = {
        name: [getattr(registration, name), new] for name, new in wanted.items() if getattr(registration, name) != new
    }
    if not changes:
        return False
    for name, (_old, new) in changes.items():
        setattr(registration, name, new)
    session.flush()
    edition = case.edition
    record(session, actor, "registration.edit", registration.subject_ref, now, scope=edition.slug, changes=changes)
    amendment = Amendment(changes, words, registration.mail_address)
    emails.enqueue_changed(session, registration, edition, case.category, amendment, now, event=number)
    return True
