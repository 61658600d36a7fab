"""What a participant's own page shows on other days and after its buttons, and the pages of a replacement."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from sokwms_reg.core.db import db, writing
from sokwms_reg.core.links import OwnLink, own_token
from sokwms_reg.editions.models import Category, Edition
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.states import State
from tests.factories import FIRST_DAY, NOW
from tests.gallery import Gallery
from tests.gallery_states import PERSON, WRONG
from tests.house import House
from tests.pages import Page

ACTIVE = (State.PENDING, State.CONFIRMED, State.WAITING, State.OFFERED)
ANOTHER = {name: PERSON[name] for name in ("first_name", "last_name", "email", "interpretation", "diet")}


def hang_own(gallery: Gallery, house: House) -> None:
    """Hang all states of the own page that its address alone does not show."""
    for _language in gallery.speak():
        _hang_days(gallery, house)
        _hang_limits(gallery, house)
        _hang_buttons(gallery, house)
        _hang_replacement(gallery, house)


def _own(gallery: Gallery, house: House, state: State) -> str:
    language = gallery.language
    number = house.registrations.get((state, language), house.registrations[state, "pl"])[0]
    with gallery.app.app_context():
        version = db.session.get_one(Registration, number).link_version
    return f"/{language}/my/{own_token(str(gallery.app.config['SECRET_KEY']), OwnLink(number, version))}"


@contextmanager
def _with(gallery: Gallery, table: type[Category | Edition], **values: object) -> Iterator[None]:
    """Let all categories or editions be otherwise for a while."""
    before = {name: getattr(table, name).default.arg if getattr(table, name).default else None for name in values}
    for given in (values, before):
        with gallery.app.app_context(), writing() as session:
            session.execute(update(table).values(**given))
        if given is values:
            yield


def _hang_days(gallery: Gallery, house: House) -> None:
    visitor = gallery.visitor()
    gallery.now = NOW + timedelta(days=4)
    gallery.hang("own page, offer over", visitor.get(_own(gallery, house, State.OFFERED)))
    gallery.now = datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, 12, tzinfo=UTC)
    for state in ACTIVE:
        gallery.hang(f"own page, {state}, too late", visitor.get(_own(gallery, house, state)))
    gallery.hang("replace, too late", visitor.get(f"{_own(gallery, house, State.PENDING)}/replace"))
    gallery.now = NOW


def _hang_limits(gallery: Gallery, house: House) -> None:
    visitor, confirmed = gallery.visitor(), _own(gallery, house, State.CONFIRMED)
    with _with(gallery, Edition, withdrawal_until=NOW):
        gallery.hang("own page, withdrawing over", visitor.get(confirmed))
        gallery.hang("withdraw, too late", visitor.get(f"{confirmed}/cancel"))
        gallery.hang("withdraw, sent too late", visitor.post(f"{confirmed}/cancel"))
    with _with(gallery, Category, institution_limit=1):
        gallery.hang("own page, kept back", visitor.get(_own(gallery, house, State.WAITING)))


def _hang_buttons(gallery: Gallery, house: House) -> None:
    visitor, ended = gallery.visitor(), _own(gallery, house, State.CANCELLED)
    other = "en" if gallery.language == "pl" else "pl"
    for name, address, fields in (
        ("consent given", f"{ended}/consents/consent_list", {"given": "yes"}),
        ("consent withdrawn", f"{ended}/consents/consent_list", {"given": "no"}),
        ("language", f"{_own(gallery, house, State.PENDING)}/language", {"language": other}),
        ("withdrawn twice", f"{ended}/cancel", {}),
        ("accepted twice", f"{_own(gallery, house, State.CONFIRMED)}/accept", {}),
    ):
        answer = visitor.post(address, data=fields)
        assert answer.status_code == 303, (name, answer.status_code, address)
        gallery.hang(f"own page, {name}", visitor.get(answer.location))


def _hang_replacement(gallery: Gallery, house: House) -> None:
    """Hang the pages of a replacement; not of one who is confirmed, whose entry code other pages show."""
    visitor, address = gallery.visitor(), f"{_own(gallery, house, State.PENDING)}/replace"
    token = Page(visitor.get(address).text).typed()["form_token"][0]

    def send(name: str, **fields: str) -> None:
        gallery.hang(f"replace, {name}", visitor.post(address, data={**fields, "form_token": token}))

    send("empty", step="check")
    send("wrong", **{**ANOTHER, **WRONG, "step": "check"})
    send("given back", **{**ANOTHER, "step": "edit"})
    send("checked", **{**ANOTHER, "step": "check"})
    gallery.now = datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, tzinfo=UTC)
    send("sent too late", **{**ANOTHER, "step": "confirm"})
    gallery.now = NOW
    send("done", **{**ANOTHER, "email": f"{gallery.language}.{ANOTHER['email']}", "step": "confirm"})
    send("the link is gone", **{**ANOTHER, "step": "confirm"})
