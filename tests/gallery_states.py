"""What only a sent form, another day or an accident brings about on the public site."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import NoReturn

from flask.testing import FlaskClient
from sqlalchemy import select

from sokwms_reg.core.cache import page_cache
from sokwms_reg.core.db import writing
from sokwms_reg.core.links import OwnLink, own_token
from sokwms_reg.editions.models import Edition
from sokwms_reg.registration.states import State
from tests.factories import CLOSES, FIRST_DAY, NOW, OPENS, make_category, make_edition
from tests.gallery import Gallery
from tests.house import House
from tests.pages import Page

PERSON = {
    "first_name": "Żaneta",
    "last_name": "Brzęczyszczykiewicz-Konstantynopolitańczykowianeczka",
    "email": "zaneta.brzeczyszczykiewicz.konstantynopolitanczykowianeczka@stowarzyszenie-gmin.example.org",
    "institution": "Stowarzyszenie Gmin i Powiatów „Wspólna Zlewnia” z siedzibą w Konstantynowie Łódzkim",
    "days": FIRST_DAY.isoformat(),
    "interpretation": "none",
    "diet": "none",
    "accept_rules": "yes",
}
HOME = {"voivodeship": "16"}
ABROAD = {"country": "NO", "contact_name": "Kirsten Dahl", "contact_email": "kirsten@example.org"}
WRONG = {"email": "zaneta@@gmina", "contact_email": "nobody", "accessibility": "x" * 5000}
SECONDS = 60  # since the form was handed out


def hang_states(gallery: Gallery, house: House) -> None:
    """Hang all states of the public site."""
    for _language in gallery.speak():
        for category, place in (("academia", HOME), ("foreign", ABROAD), ("ngo", HOME)):
            _hang_form(gallery, category, {**PERSON, **place})
        _hang_late(gallery)
        _hang_errors(gallery, house)
        _hang_own(gallery, house)
    _hang_other_days(gallery)


def _hang_form(gallery: Gallery, category: str, person: dict[str, str]) -> None:
    visitor = gallery.visitor()
    address = f"/{gallery.language}/editions/test/register/{category}"
    token = Page(visitor.get(address).text).typed()["form_token"][0]
    gallery.now = NOW + timedelta(seconds=SECONDS)

    def send(state: str, **fields: str) -> None:
        data = {**fields, "form_token": token}
        gallery.hang(f"form of {category}, {state}", visitor.post(address, data=data))

    send("empty and wrong", step="check")
    send("filled in and wrong", **{**person, **WRONG, "step": "check"})
    send("given back", **{**person, "step": "edit"})
    send("given back with what another category asks", **{**person, **HOME, **ABROAD, "step": "edit"})
    send("checked", **{**person, "step": "check"})
    send("sent", **{**person, "step": "confirm"})
    send("sent again for somebody else", **{**person, "first_name": "Ewa", "email": "e@example.org", "step": "confirm"})
    gallery.now = NOW


def _hang_late(gallery: Gallery) -> None:
    """Hang a form that came after closing, and the page after sending where an expected place was gone."""
    visitor, address = gallery.visitor(), f"/{gallery.language}/editions/test/register/ngo"
    token = Page(visitor.get(address).text).typed()["form_token"][0]
    email = f"ada.{gallery.language}@example.org"
    typed = {**PERSON, **HOME, "first_name": "Ada", "email": email, "form_token": token, "expected": "place"}
    gallery.now = CLOSES + timedelta(days=1)
    gallery.hang("form, sent too late", visitor.post(address, data={**typed, "step": "check"}))
    gallery.now = NOW + timedelta(seconds=SECONDS)
    sent = visitor.post(address, data={**typed, "step": "confirm"})
    gallery.hang("sent, the place was gone", visitor.get(sent.location))
    gallery.now = NOW


def _hang_own(gallery: Gallery, house: House) -> None:
    """Hang what the pages behind a link answer, and what brings a lost one back."""
    visitor, language = gallery.visitor(), gallery.language
    gallery.hang("find, empty", visitor.post(f"/{language}/find", data={}))
    gallery.hang("find, wrong", visitor.post(f"/{language}/find", data={"email": "zaneta@@gmina"}))
    gallery.hang("find, sent", visitor.post(f"/{language}/find", data={"email": "nobody@example.org"}))
    number = house.registrations.get((State.WAITING, language), house.registrations[State.WAITING, "pl"])[0]
    own = f"/{language}/my/{own_token(str(gallery.app.config['SECRET_KEY']), OwnLink(number, 1))}"
    typed = Page(visitor.get(f"{own}/edit").text).typed()
    wrong = {**typed, "first_name": [""], "email": ["zaneta@@gmina"], "days": []}
    gallery.hang("edit, wrong", visitor.post(f"{own}/edit", data=wrong))
    gallery.hang("edit, in the other language", visitor.post(f"{own}/edit", data={**typed, "step": "language"}))
    answer = visitor.post(f"{own}/edit", data={**typed, "position": "prezeska"})
    gallery.hang("edit, saved", visitor.get(answer.location))
    gallery.now = datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, tzinfo=UTC) + timedelta(days=3)
    gallery.hang("edit, too late", visitor.get(f"{own}/edit"))
    gallery.hang("edit, sent too late", visitor.post(f"{own}/edit", data={**typed, "position": "prezeska"}))
    gallery.now = NOW
    gallery.hang("renew, done", visitor.post(f"{own}/renew"))


def _hang_errors(gallery: Gallery, house: House) -> None:
    visitor, language = gallery.visitor(), gallery.language
    form = f"/{language}/editions/test/register/ngo"
    number = house.number(State.CONFIRMED)
    revoked = own_token(str(gallery.app.config["SECRET_KEY"]), OwnLink(number, 2))
    gallery.hang("400", visitor.post(form, data={}))
    gallery.hang("403", visitor.post(form, headers={"Sec-Fetch-Site": "cross-site"}))
    gallery.hang("404", visitor.get(f"/{language}/no-such-page"))
    gallery.hang("405", visitor.post(f"/{language}/about"))
    gallery.hang("410", visitor.get(f"/{language}/my/{revoked}"))
    gallery.hang("413", visitor.post(form, data={"institution": "x" * 3_000_000}))
    with breaking(gallery, "site.accessibility"):
        gallery.hang("500", visitor.get(f"/{language}/accessibility"))
    with without_table(gallery, "edition"):
        gallery.hang("503", visitor.get(f"/{language}/editions"))


@contextmanager
def breaking(gallery: Gallery, endpoint: str) -> Iterator[None]:
    """Let a view fail in a way nobody thought of."""

    def fail(**_values: object) -> NoReturn:
        message = "a mishap of the gallery"
        raise RuntimeError(message)

    views = gallery.app.view_functions
    whole = views[endpoint]
    views[endpoint] = fail
    page_cache(gallery.app).clear()
    try:
        yield
    finally:
        views[endpoint] = whole


@contextmanager
def without_table(gallery: Gallery, name: str) -> Iterator[None]:
    """Let the database miss a table for a while."""

    def rename(old: str, new: str) -> None:
        with gallery.app.app_context(), writing() as session:
            session.connection().exec_driver_sql(f'ALTER TABLE "{old}" RENAME TO "{new}"')
        page_cache(gallery.app).clear()

    rename(name, "gone")
    try:
        yield
    finally:
        rename("gone", name)


def _hang_other_days(gallery: Gallery) -> None:
    """Hang what the site shows before and after registration, years later, and of an edition called off."""
    with gallery.app.app_context(), writing() as session:
        off = make_edition(session, "off", cancelled=True)
        make_category(session, off)
        make_edition(session, "bare", contact_email="", contact_phone="", city_pl="", city_en="")
    for when, now in {
        "now": NOW,
        "too early": OPENS - timedelta(days=200),
        "too late": CLOSES + timedelta(days=1),
        "years later": NOW + timedelta(days=1000),
    }.items():
        gallery.now = now
        for language in gallery.speak():
            _hang_frame(gallery, gallery.visitor(), f"/{language}/", when)
    gallery.now = NOW


def _hang_frame(gallery: Gallery, visitor: FlaskClient, home: str, when: str) -> None:
    with gallery.app.app_context(), writing() as session:
        slugs = sorted(session.scalars(select(Edition.slug).where(Edition.slug.in_(("test", "off", "bare", "demo")))))
    page_cache(gallery.app).clear()
    pages = ["", "editions", *(f"editions/{slug}" for slug in slugs), *(f"editions/{slug}/register" for slug in slugs)]
    for page in [*pages, "editions/bare/agenda", "editions/off/agenda", "editions/bare/materials"]:
        gallery.hang(f"/{page}, {when}", visitor.get(home + page))
