"""Every destructive or unusual step of the office can say why, and the reason stands in the history."""

import pytest
from sqlalchemy import select

from sokwms_reg.editions.models import Category
from sokwms_reg.outbox.models import Message
from tests.attendees.people import Desk, Saving
from tests.attendees.test_office import LIST

REASON = "Prośba wojewody, pismo z 3 listopada"


@pytest.mark.parametrize(
    ("who", "step", "fields"),
    [
        ("Nowak", "cancel", {}),
        ("Nowak", "demote", {}),
        ("Nowak", "link/block", {}),
        ("Nowak", "link/renew", {}),
        ("Zając", "reject", {}),
        ("Zając", "promote", {}),
        ("Zając", "offer", {"until": "2027-01-10"}),
        ("Nowak", "category", {"category": "academia"}),
    ],
)
def test_a_reason_stands_in_the_history(
    desk: Desk, saving: Saving, references: dict[str, str], who: str, step: str, fields: dict[str, str]
) -> None:
    if step in {"promote", "offer"}:
        with saving() as session:
            session.scalars(select(Category).where(Category.key == "ngo")).one().capacity = 4
    page = f"{LIST}/{references[who]}"
    assert 'name="reason"' in desk.open(f"{page}/{step}")
    done = desk.send(f"{page}/{step}", 303, reason=REASON, **fields)
    assert f"Reason: {REASON}" in done
    kept = {"link/block", "link/renew", "promote", "offer"}
    with saving() as session:
        told = [REASON in text for text in session.scalars(select(Message.text))]
    assert any(told) is (step not in kept), "in the message only where the question says so"


def test_too_long_a_reason_for_a_link_comes_back(desk: Desk, references: dict[str, str]) -> None:
    address = f"{LIST}/{references['Nowak']}/link/block"
    desk.open(address)
    assert "Please use at most 1000 characters." in desk.send(address, 422, reason="x" * 1001)
    assert "x" * 1001 in desk.page
