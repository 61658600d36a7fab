"""People with a browser: those who register, and one in the office. Every answer is checked."""

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from benchmarks.installations import SLUG, STAFF, House
from benchmarks.load import Connection, Pairs, UnexpectedAnswerError

CATEGORY = "ngo"
FORM = f"/en/editions/{SLUG}/register/{CATEGORY}"
LIST = f"/office/{SLUG}/attendees"
CONFIRMED, WAITING, PENDING = "Confirmed", "Waiting list", "Awaiting a decision"
_STATES = (CONFIRMED, WAITING, PENDING)
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)"')
_DAY = re.compile(r'name="days"[^>]*? value="([^"]+)"')
_BADGE = re.compile(r'<span class="badge [a-z]+">([^<]+)</span>')
_numbers = count(1)
WARM_UP = 8


def load_form(connection: Connection) -> Pairs:
    """Open the form and fill it in for a person who is nobody else; return the fields."""
    page = connection.get(FORM).demand().body.decode()
    number = next(_numbers)
    days = [("days", day) for day in dict.fromkeys(_DAY.findall(page))]
    if not days:
        message = "the form offers no days"
        raise UnexpectedAnswerError(message)
    return [
        *_hidden(page),
        *days,
        ("first_name", "Żaneta"),
        ("last_name", f"Próbna-{number}"),
        ("email", f"proba.{number}@example.org"),
        ("phone", "+48 600 000 000"),
        ("institution", "Stowarzyszenie „Mosty” – Łódź"),
        ("position", "specjalistka ds. współpracy"),
        ("voivodeship", "10"),
        ("interpretation", "none"),
        ("diet", "none"),
        ("accept_rules", "yes"),
        ("consent_list", "yes"),
    ]


def check(connection: Connection, fields: Pairs) -> Pairs:
    """Send the form to be checked; return the fields of the page that is to be confirmed."""
    return _hidden(connection.post(FORM, [*fields, ("step", "check")]).demand().body.decode())


def confirm(connection: Connection, fields: Pairs) -> str:
    """Send the registration; return the address of the page that says so."""
    return connection.post(FORM, [*fields, ("step", "confirm")]).demand(303).headers["location"]


def read_state(connection: Connection, address: str) -> str:
    """Open the page after sending and return the state that it tells."""
    page = connection.get(address).demand().body.decode()
    for words in _BADGE.findall(page):
        if words in _STATES:
            return str(words)
    message = "the page after sending tells no state"
    raise UnexpectedAnswerError(message)


def register(connection: Connection) -> str:
    """Register as a person does, from the empty form to the last page; return the state told there."""
    return read_state(connection, confirm(connection, check(connection, load_form(connection))))


def warm_up(port: int) -> None:
    """Register some people, so that every worker has compiled what it needs; each comes by a connection of its own."""
    for _time in range(WARM_UP):
        with Connection(port) as connection:
            register(connection)


def _hidden(page: str) -> Pairs:
    return [(name, html.unescape(value)) for name, value in _HIDDEN.findall(page) if name != "step"]


@contextmanager
def in_office(house: House, port: int) -> Iterator[Connection]:
    """Give the connection of somebody who has signed in and may do everything."""
    with Connection(port, headers="Accept-Language: en\r\n") as connection:
        page = connection.get("/office/login").demand().body.decode()
        token = re.search(r'name="csrf_token"[^>]*? value="([^"]+)"', page)
        if token is None:
            message = "the sign-in page has no token"
            raise UnexpectedAnswerError(message)
        fields = [("csrf_token", token[1]), ("email", STAFF), ("password", house.password)]
        connection.post("/office/login", fields).demand(302)
        connection.get(LIST).demand()
        yield connection
