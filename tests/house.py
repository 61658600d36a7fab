"""A house with something in every room: for tests that go through all addresses."""

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sokwms_reg.attendees.queries import Wish, scope_of, tags_of
from sokwms_reg.attendees.service import Doing, add_note, put_tag, save_view_as
from sokwms_reg.audit.models import Actor
from sokwms_reg.core.i18n import LANGUAGES
from sokwms_reg.downloads.service import Wanted, ask
from sokwms_reg.editions.models import Category, Edition
from sokwms_reg.handovers.queries import Request
from sokwms_reg.handovers.service import Recipient, hand_over
from sokwms_reg.handovers.states import Purpose, Shape
from sokwms_reg.outbox.models import Attachment, Message
from sokwms_reg.planning.models import OfficeTask
from sokwms_reg.planning.service import Deed, TaskData, add, propose, tick
from sokwms_reg.protocol import service as protocol
from sokwms_reg.protocol.queries import card_of
from sokwms_reg.protocol.states import OFFICE_FIELDS
from sokwms_reg.registration import service
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.states import State
from sokwms_reg.transfer.service import load, load_demonstration, shipped
from tests.factories import FIRST_DAY, NOW, make_application, make_category, make_edition

STAFF = Actor("staff", "1", "Anna Kowalska")
PLACES = 6  # of the open category, three a language


@dataclass(frozen=True)
class House:
    """What stands in it: registrations of each state and language, a message with an attachment, a list handed over."""

    registrations: dict[tuple[State, str], tuple[int, str]]
    message_id: int
    attachment_id: int
    note_id: int
    tag_id: int
    handover_id: int
    job_id: int
    task_id: int
    view_id: int

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
    put_tag(session, noted, "parking", service.Order(STAFF, NOW, ""))
    tag_id = tags_of(session, noted)[0].id
    _welcomes(session, edition, found)
    handed = _hands_over(session, edition, found[0])
    job = ask(session, edition, Wanted(Wish(), ["last_name"], "xlsx", "pl", 100_000), STAFF, NOW)
    task = _plans(session, edition)
    asked = Wish("a", {"state": ("confirmed", "offered"), "needs": "diet"}, "-days", columns=("last_name", "tags"))
    view = save_view_as(session, edition, "Do hotelu", asked, Doing(STAFF, NOW))
    session.flush()
    ids = (attachment.message_id, attachment.id, note.id, tag_id, handed, job.id, task.id, view.id)
    return House(by_state, *ids)


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


def _plans(session: Session, edition: Edition) -> OfficeTask:
    """Fill the calendar with tasks that are late, near, far, done; return one of the office's own."""
    deed = Deed(edition, STAFF, NOW)
    propose(session, deed)
    tick(session, deed, session.scalars(select(OfficeTask).order_by(OfficeTask.id)).first() or OfficeTask())
    soon = (NOW + timedelta(days=2)).date()
    return add(session, deed, TaskData("Kwiaty", "", None, soon, None, "Kwiaciarnia", "Bez lilii."))


def _welcomes(session: Session, edition: Edition, found: list[Registration]) -> None:
    """Give a guest of honour a card and the first place, and somebody else a card; a third guest has none yet."""
    order = service.Order(STAFF, NOW, "")
    guest, other, uncarded = found[0], found[2], found[4]
    texts = {"represents": "Marszałek", "seat": "Rząd 1", "escort": "Ewa Maj", "office_phone": "+48 41 000 00 02"}
    _card(session, edition, guest, order, guest=True, **texts)
    _card(session, edition, other, order, guest=False, position_pl="Wójt", position_en="Mayor")
    card = card_of(session, guest)
    assert card is not None
    protocol.place(session, edition, card, 1, protocol.order_mark([]), order)
    mark = service.section_mark(session, uncarded, "role")
    service.amend(session, uncarded, service.Amended("role", {"role": "guest_of_honour"}, mark, {}), order)
    office = {**dict.fromkeys(OFFICE_FIELDS, ""), "masculine": "doż", "to_man": "Panie Dożo,", "to_woman": "Pani Dożo,"}
    protocol.add_office(session, edition, office, order)


def _card(
    session: Session, edition: Edition, one: Registration, order: service.Order, *, guest: bool, **texts: str
) -> None:
    """Save a card with these texts, a salutation, and whether this is a guest of honour."""
    empty = protocol.as_it_stands(None, one)
    wanted = replace(empty, values={**empty.values, **texts}, guest=guest, salutation="Szanowna Pani,")
    protocol.save_card(session, edition, one, wanted, order)


def first_message(session: Session) -> Message:
    """Return the oldest message."""
    return session.scalars(select(Message).order_by(Message.id)).first() or Message()
