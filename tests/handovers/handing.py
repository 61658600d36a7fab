"""What somebody does to hand a list over, and what happens afterwards."""

from typing import Any

from sqlalchemy import select

from sokwms_reg.registration.models import Registration
from tests.attendees.people import Desk, Saving

LISTS = "/office/test/handovers"
NEW = f"{LISTS}/new?state=confirmed&purpose="
HOTEL: dict[str, Any] = {"recipient": "Hotel Polonia", "contact": "Ewa Maj", "keep_until": "2027-02-10"}
NAMES = {"columns": ["first_name", "last_name", "phone"]}


def handed_over(desk: Desk, purpose: str = "hotel", **fields: Any) -> str:  # noqa: ANN401 - as a form sends it
    """Hand a list over; return the address of its record."""
    desk.open(f"{NEW}{purpose}")
    answer = desk.client.post(f"{NEW}{purpose}", data={"csrf_token": desk.token(), **HOTEL, **NAMES, **fields})
    assert answer.status_code == 303, answer.text
    desk.open(answer.location)
    return str(answer.location)


def change_people(saving: Saving, references: dict[str, str]) -> None:
    """Let somebody come, somebody go, and somebody have another telephone."""
    with saving() as session:
        found = {one.last_name: one for one in session.scalars(select(Registration))}
        found["Nowak"].phone = "+48 600 000 000"
        found["Łącka"].state, found["Zając"].state = "cancelled", "confirmed"
        assert {found[name].reference for name in references} == set(references.values())
