"""A house with something in every room: for tests that go through all addresses."""

from dataclasses import dataclass, replace
from datetime import timedelta

from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from sokwms_reg.attendees.queries import Wish, scope_of
from sokwms_reg.attendees.service import add_note
from sokwms_reg.audit.models import Actor
from sokwms_reg.core.i18n import LANGUAGES
from sokwms_reg.core.links import OwnLink, own_token
from sokwms_reg.core.tokens import sign
from sokwms_reg.downloads.service import Wanted, ask
from sokwms_reg.editions.models import Category, Edition
from sokwms_reg.handovers.queries import Request
from sokwms_reg.handovers.service import Recipient, hand_over
from sokwms_reg.handovers.states import Purpose, Shape
from sokwms_reg.outbox.models import Attachment, Message
from sokwms_reg.registration import service
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.states import State
from sokwms_reg.transfer.service import load, load_demonstration, shipped
from tests.factories import FIRST_DAY, NOW, make_application, make_category, make_edition

STAFF = Actor("staff", "1", "Anna Kowalska")
PLACES = 6  # of the open category, three a language
Values = dict[str, object]


@dataclass(frozen=True)
class House:
    """What stands in it: registrations of each state and language, a message with an attachment, a list handed over."""

    registrations: dict[tuple[State, str], tuple[int, str]]
    message_id: int
    attachment_id: int
    note_id: int
    handover_id: int
    job_id: int

    def number(self, state: State, language: str = "pl") -> int:
        """Return the id of the registration in this state."""
        return self.registrations[state, language][0]

    def reference(self, state: State, language: str = "pl") -> str:
        """Return the reference of the registration in this state."""
        return self.registrations[state, language][1]


def furnish(session: Session) -> House:
    """Load the shipped editions, and one more with registrations in every state and letters of every kind."""
    for slug, text in shipped():
        (load_demonstration if slug == "demo" else load)(session, text, NOW, STAFF)
    edition = make_edition(session, "test", privacy_pl="Klauzula", privacy_en="Notice", rules_pl="R", rules_en="R")
    make_category(session, edition, capacity=PLACES)
    make_category(session, edition, "academia", policy="approved")
    make_category(session, edition, "foreign", policy="approved")
    found = [one for language in LANGUAGES for one in _everybody(session, edition, language)]
    attachment = session.scalars(select(Attachment).order_by(Attachment.id)).first()
    assert attachment is not None
    by_state = {(State(one.state), one.language): (one.id, one.reference) for one in found}
    noted = session.get_one(Registration, by_state[State.CONFIRMED, "pl"][0])
    note = add_note(session, noted, "Prośba o miejsce z przodu.", STAFF, NOW)
    handed = _hands_over(session, edition, found[0])
    job = ask(session, edition, Wanted(Wish(), ["last_name"], "xlsx", "pl", 100_000), STAFF, NOW)
    session.flush()
    return House(by_state, attachment.message_id, attachment.id, note.id, handed, job.id)


def _everybody(session: Session, edition: Edition, language: str) -> list[Registration]:
    def register(category: str = "ngo") -> Registration:
        return service.register(
            session, edition, make_application(language=language, category=category), NOW
        ).registration

    confirmed, withdrawn, promoted_later = register(), register(), register()
    pending, refused = register("academia"), register("academia")
    service.reject(session, refused, STAFF, NOW, "Brak miejsc")
    ngo = session.scalars(select(Category).where(Category.edition_id == edition.id, Category.key == "ngo")).one()
    session.execute(update(Category).where(Category.id == ngo.id).values(capacity=ngo.taken))
    waiting, offered, last = register(), register(), register()
    service.cancel(session, withdrawn, Actor("participant"), NOW)
    service.cancel(session, promoted_later, STAFF, NOW)
    session.refresh(ngo)
    session.execute(update(Category).where(Category.id == ngo.id).values(capacity=ngo.capacity + 1))
    service.offer(session, last, NOW + timedelta(days=3), STAFF, NOW)
    again = make_application(language=language)
    twice = [service.register(session, edition, replace(again, nonce=f"{language}-{n}"), NOW) for n in (1, 2)]
    session.execute(update(Category).where(Category.id == ngo.id).values(capacity=ngo.capacity))
    _corrects(session, twice[0].registration, again)
    return [confirmed, withdrawn, pending, refused, waiting, offered, last, *(one.registration for one in twice)]


def _corrects(session: Session, one: Registration, application: service.Application) -> None:
    """Change somebody's data, and send the link in both ways."""
    wanted = replace(application, phone="+48 600 000 000", diet="vegan", email=f"new.{application.email}")
    correction = service.Correction(wanted, service.made_from(session, one), {})
    service.edit(session, one, correction, Actor("participant"), NOW)
    service.send_link(session, one, STAFF, NOW)
    service.send_links(session, wanted.email, one.language, NOW)


def _hands_over(session: Session, edition: Edition, one: Registration) -> int:
    """Hand everybody over to a hotel, and change somebody afterwards; return the number of the record."""
    asked = Request(Wish(), Shape.PEOPLE, ("last_name", "phone", "days", "accessibility"))
    hotel = Recipient(Purpose.HOTEL, "Hotel Polonia", FIRST_DAY, "Ewa Maj, +48 41 000 00 01", "Pokoje od piętra 2.")
    made = hand_over(session, scope_of(session, edition), asked, hotel, STAFF, NOW)
    one.phone = "+48 600 000 002"
    return made.id


def first_message(session: Session) -> Message:
    """Return the oldest message."""
    return session.scalars(select(Message).order_by(Message.id)).first() or Message()


def samples(app: Flask, house: House) -> dict[str, list[Values]]:
    """Return, for each address that takes arguments, what to fill in; a new one must be given a line here."""
    key = str(app.config["SECRET_KEY"])
    tokens: list[Values] = [
        {"token": own_token(key, OwnLink(number, 1))} for number, _reference in house.registrations.values()
    ]
    everyone: list[Values] = [{"slug": "test", "reference": ref} for _number, ref in house.registrations.values()]
    steps = {"approve": State.PENDING, "reject": State.PENDING, "cancel": State.CONFIRMED}
    steps |= {"promote": State.WAITING, "offer": State.WAITING, "move": State.WAITING, "category": State.CONFIRMED}
    steps |= {"demote": State.CONFIRMED, "reopen": State.REJECTED}
    questions: list[Values] = [
        {"slug": "test", "step": step, "reference": house.reference(state)} for step, state in steps.items()
    ]
    two = {"reference": house.reference(State.OFFERED), "other": house.reference(State.WAITING)}
    pair: list[Values] = [{"slug": "test", **two}]
    note: list[Values] = [{**everyone[0], "number": house.note_id}]
    links: list[Values] = [{**everyone[0], "deed": deed} for deed in ("send", "renew", "block")]
    parts: list[Values] = [{"slug": "test", "part": part, "key": "ngo"} for part in ("registration", "days", "texts")]
    parts += [{"slug": "test", "part": "category", "key": key} for key in ("ngo", "academia")]
    editions: list[Values] = [{"slug": slug} for slug, _text in shipped()]
    forms: list[Values] = [{"slug": "test", "category": name} for name in ("ngo", "academia", "foreign")]
    message: Values = {"message_id": house.message_id}
    handed: list[Values] = [{"slug": "test", "number": house.handover_id}]
    whole: list[Values] = [{"slug": "test"}]
    receipts: list[Values] = [
        {"slug": "test", "category": "ngo", "r": sign(key, "done", [number, [FIRST_DAY.isoformat()]])}
        for number, _reference in house.registrations.values()
    ]
    return {
        "static": [{"filename": "none.css"}],
        **dict.fromkeys(("site.edition", "site.rules", "site.edition_privacy", "site.materials"), editions),
        **dict.fromkeys(("agenda.overview", "agenda.calendar"), editions),
        "agenda.day": [{"slug": "test", "date": FIRST_DAY.isoformat()}, {"slug": "2015-kielce", "date": "2015-11-17"}],
        "registration.choose": [*editions, {"slug": "test"}],
        "registration.form": [*forms, {"slug": "2015-kielce", "category": "ngo"}],
        "registration.send": forms,
        "registration.done": receipts,
        **dict.fromkeys(("registration.my", "registration.cancel", "registration.calendar", "registration.qr"), tokens),
        **dict.fromkeys(("registration.data", "registration.edit", "registration.renew"), tokens),
        "registration.replace": tokens,
        **dict.fromkeys(("registration.replace_sent", "registration.language"), tokens[:1]),
        "registration.consents": [{**tokens[0], "consent": name} for name in service.CONSENTS],
        "registration.confirmation": tokens,
        **dict.fromkeys(("registration.accept", "registration.cancel_confirmed"), tokens[:1]),
        **dict.fromkeys(("registration.edit_sent", "registration.renew_confirmed"), tokens[:1]),
        "backoffice.front": [{"slug": "test"}],
        **dict.fromkeys(("places.enter", "places.entered"), forms),
        "places.decide": [{"slug": "test", "deed": deed} for deed in ("accept", "refuse")],
        "places.undo": [{"slug": "test"}],
        "places.decisions": [{"slug": "test"}, {"slug": "test", "category": "academia"}],
        "places.waiting": [{"slug": "test"}, {"slug": "test", "category": "ngo"}],
        "attendees.people": [{"slug": "test"}, {"slug": "test", "nonsense": "1", "page": "99"}],
        "attendees.export": [{"slug": "test", "format": name} for name in ("csv", "xlsx", "ods", "json")],
        "attendees.person": everyone,
        **dict.fromkeys(("attendees.salutation", "attendees.data", "attendees.note_added"), everyone[:1]),
        "attendees.section_sent": [{**everyone[0], "section": name} for name in service.SECTIONS],
        **dict.fromkeys(("attendees.note_changed", "attendees.note_asked", "attendees.note_deleted"), note),
        "attendees.duplicates": [{"slug": "test"}],
        **dict.fromkeys(("attendees.distinct", "attendees.merge", "attendees.merge_sent"), pair),
        **dict.fromkeys(("attendees.step_asked", "attendees.step_taken"), questions),
        **dict.fromkeys(("attendees.link_asked", "attendees.link_taken"), links),
        "handovers.choose": [{"slug": "test"}, {"slug": "test", "purpose": "caterer"}],
        "handovers.hand_over": [{"slug": "test", "purpose": "hotel"}],
        **dict.fromkeys(("handovers.overview", "handovers.register_file"), whole),
        "handovers.register": [{"slug": "test"}, {"slug": "test", "nonsense": "1", "person": "none"}],
        **dict.fromkeys(("handovers.show", "handovers.changes"), handed),
        **{
            f"handovers.{name}": [{**handed[0], "deed": deed} for deed in ("again", "forget")]
            for name in ("asked", "done")
        },
        "handovers.file": [{**handed[0], "format": name} for name in ("csv", "xlsx")],
        **{f"downloads.{name}": [{"slug": "test", "format": "xlsx"}] for name in ("ask", "order")},
        **{f"downloads.{name}": [{"slug": "test", "number": house.job_id}] for name in ("progress", "file")},
        "places.settings": [{"slug": "test"}],
        **dict.fromkeys(("places.settings_form", "places.settings_sent"), parts),
        **{name: [message] for name in ("backoffice.message", "backoffice.message_html", "backoffice.send_again")},
        "backoffice.attachment": [{**message, "number": house.attachment_id}],
        **{name: [{"token": "t"}] for name in _SIGN_IN},
    }


_SIGN_IN = (
    "security.reset_password",
    "security.two_factor_setup_validate",
    "security.wan_register_response",
    "security.wan_signin_response",
    "security.wan_verify_response",
)


def filled(rule: Rule, given: dict[str, list[Values]]) -> list[Values]:
    """Return the arguments for a rule, in both languages where its address has one."""
    wanted = set(rule.arguments) - {"language"}
    assert not wanted or rule.endpoint in given, f"tests/house.py has no sample arguments for {rule.endpoint}"
    values = given.get(rule.endpoint, [{}])
    if "language" not in rule.arguments:
        return values
    return [{**one, "language": language} for language in LANGUAGES for one in values]
