"""What a secretariat would have done by now with the demonstration's people, so that each page of the office has some.

Tags, saved views, a list handed over, cards of guests, a note, the calendar.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.attendees.queries import Wish, scope_of, tags_in
from sokwms_reg.attendees.service import Doing, add_note, put_tag_on_many, save_view_as
from sokwms_reg.audit.models import Actor
from sokwms_reg.editions.models import Category, Edition
from sokwms_reg.handovers.queries import Request
from sokwms_reg.handovers.service import Recipient, hand_over
from sokwms_reg.handovers.states import PROPOSED, Purpose, Shape
from sokwms_reg.planning import service as planning
from sokwms_reg.planning.queries import calendar
from sokwms_reg.planning.states import Standing
from sokwms_reg.protocol import service as protocol
from sokwms_reg.protocol.queries import card_of, welcome_list
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import Order, cancel
from sokwms_reg.registration.states import State

COLLEAGUE = Actor("staff", label="Zofia Sroka")
ROOM, COACH, SPEAKER = "nocleg", "autokar z dworca", "panel"
HOSTS = "self-government"  # the category that guests of honour come from
GUESTS = (  # position in both languages, salutation of a man and of a woman, seat
    ("Prezydent Miasta", "Mayor", "Szanowny Panie Prezydencie,", "Szanowna Pani Prezydent,", "I rząd, miejsce 1"),
    ("Marszałek Województwa", "Marshal", "Szanowny Panie Marszałku,", "Szanowna Pani Marszałek,", "I rząd, miejsce 2"),
    ("Starosta", "Head of the County", "Szanowny Panie Starosto,", "Szanowna Pani Starosto,", "I rząd, miejsce 3"),
)


@dataclass(frozen=True)
class Desk:
    """Whose desk it is: the edition, the people who have a place, in the order in which they came, and the hour."""

    session: Session
    edition: Edition
    people: Sequence[Registration]
    now: datetime

    @property
    def order(self) -> Order:
        """Return who does it, and when."""
        return Order(COLLEAGUE, self.now, "")


def do_desk_work(session: Session, edition: Edition, now: datetime) -> None:
    """Do a few weeks' work of the office for an edition with sample people. The caller commits."""
    mine = select(Registration).where(Registration.edition_id == edition.id, Registration.state == State.CONFIRMED)
    desk = Desk(session, edition, session.scalars(mine.order_by(Registration.id)).all(), now)
    _plan(desk)
    _tag(desk)
    _save_views(desk)
    _hand_over(desk)
    _welcome(desk)
    add_note(session, desk.people[0], "Prosi o fakturę za parking na adres urzędu.", COLLEAGUE, now)


def _plan(desk: Desk) -> None:
    deed = planning.Deed(desk.edition, COLLEAGUE, desk.now)
    planning.propose(desk.session, deed)
    for entry in calendar(desk.session, desk.edition, desk.now).standing(Standing.OVERDUE):
        planning.tick(desk.session, deed, entry.task)


def _tag(desk: Desk) -> None:
    for name, people in ((ROOM, desk.people[::4]), (COACH, desk.people[::7]), (SPEAKER, desk.people[::11])):
        put_tag_on_many(desk.session, desk.edition.id, people, name, desk.order)


def _tagged(desk: Desk, name: str) -> Wish:
    number = next(tag.id for tag in tags_in(desk.session, desk.edition.id) if tag.name == name)
    return Wish(chosen={"tag": (str(number),), "state": (State.CONFIRMED.value,)})


def _save_views(desk: Desk) -> None:
    doing = Doing(COLLEAGUE, desk.now)
    wish = _tagged(desk, ROOM)
    columns = ("last_name", "first_name", "institution", "phone", "days")
    for name, asked in (
        ("Noclegi", Wish(chosen=wish.chosen, columns=columns)),
        ("Goście zagraniczni", Wish(chosen={"category": ("foreign",)})),
        ("Zgłoszenia od najnowszych", Wish(sort="-registered_at")),
    ):
        save_view_as(desk.session, desk.edition, name, asked, doing)


def _hand_over(desk: Desk) -> None:
    """Hand a list over to the hotel two days ago; since then somebody has withdrawn."""
    scope = scope_of(desk.session, desk.edition)
    asked = Request(_tagged(desk, ROOM), Shape.PEOPLE, PROPOSED[Purpose.HOTEL])
    keep = (desk.now + timedelta(days=90)).date()
    hotel = Recipient(Purpose.HOTEL, "Hotel Pod Różą", keep, "recepcja@hotel.example", "Pokoje jednoosobowe.")
    hand_over(desk.session, scope, asked, hotel, COLLEAGUE, desk.now - timedelta(days=2))
    cancel(desk.session, desk.people[4], Actor("participant"), desk.now)


def _welcome(desk: Desk) -> None:
    hosts = [one for one in desk.people if one.category_id == _category(desk, HOSTS)]
    for number, (guest, facts) in enumerate(zip(hosts, GUESTS, strict=False), start=1):
        position, in_english, to_man, to_woman, seat = facts
        texts = {"position_pl": position, "position_en": in_english, "represents": guest.institution, "seat": seat}
        empty = protocol.as_it_stands(None, guest)
        salutation = to_woman if guest.first_name.endswith("a") else to_man
        wanted = replace(empty, values={**empty.values, **texts}, guest=number == 1, salutation=salutation)
        protocol.save_card(desk.session, desk.edition, guest, wanted, desk.order)
        card = card_of(desk.session, guest)
        if card is not None:
            seen = protocol.order_mark(welcome_list(desk.session, desk.edition.id))
            protocol.place(desk.session, desk.edition, card, number, seen, desk.order)


def _category(desk: Desk, key: str) -> int | None:
    return desk.session.scalar(select(Category.id).where(Category.edition_id == desk.edition.id, Category.key == key))
