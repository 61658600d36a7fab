"""The list of pairs, two registrations side by side, what merging would do, and the deed."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from sokwms_reg.audit.models import AuditEntry
from sokwms_reg.editions.models import Edition
from sokwms_reg.outbox.models import Message
from sokwms_reg.registration import service
from sokwms_reg.registration.models import Registration
from tests.attendees.people import COMMAND, Desk, Saving, person, small_edition, stored
from tests.attendees.test_office import LIST
from tests.factories import NOW, SECOND_DAY
from tests.pages import Page


@pytest.fixture
def twins(saving: Saving, references: dict[str, str]) -> tuple[str, str]:
    """Return the references of two registrations of Jan Nowak: one holds a place, the other one waits."""
    with saving() as session:
        edition = session.scalars(select(Edition)).one()
        jan = session.scalars(select(Registration).where(Registration.reference == references["Nowak"])).one()
        again = person(
            session,
            edition,
            first_name="Jan",
            last_name="NOWAK",
            institution=jan.institution,
            position="dyrektor",
            days=(SECOND_DAY,),
            contact_name="Biuro",
            contact_email="biuro@example.org",
            language="en",
        )
        return jan.reference, again.reference


def choice(desk: Desk, address: str, **changed: str) -> dict[str, Any]:
    """Return what the form proposes, with some answers changed."""
    typed = Page(desk.open(address)).typed()
    plain = {name: value[0] for name, value in typed.items() if value}
    return {**{name: value for name, value in plain.items() if name != "csrf_token"}, **changed}


def test_pairs_are_listed_and_shown_on_both_pages(desk: Desk, twins: tuple[str, str]) -> None:
    one, other = twins
    page = desk.open(f"{LIST}/duplicates")
    assert "1 pair" in page
    assert "same name and institution" in page
    assert f'href="{LIST}/{one}/merge/{other}"' in page
    assert f'href="{LIST}/{one}/merge/{other}"' in desk.open(f"{LIST}/{one}")
    assert f'href="{LIST}/{other}/merge/{one}"' in desk.open(f"{LIST}/{other}")
    assert f'href="{LIST}/duplicates"' in desk.open(LIST)
    assert "1 pair" in desk.open(f"{LIST}/duplicates?page=99")
    said = desk.send(f"{LIST}/{one}/distinct/{other}", back="duplicates")
    assert "will not be suggested as duplicates any more." in said
    assert "No two registrations look like one person's." in said
    assert "Possible duplicates" not in desk.open(f"{LIST}/{one}")
    assert "cannot be compared with itself" in desk.send(f"{LIST}/{one}/distinct/{one}")


def test_many_pairs_have_pages(desk: Desk, saving: Saving) -> None:
    with saving() as session:
        edition = session.scalars(select(Edition)).one()
        for number in range(11):
            person(session, edition, email="biuro@example.org", last_name=f"Osoba-{number}", category="academia")
    first = desk.open(f"{LIST}/duplicates")
    assert "55 pairs" in first
    assert 'rel="next"' in first
    assert first.count("Compare and merge…") == 50
    assert desk.open(f"{LIST}/duplicates?page=2").count("Compare and merge…") == 5


def test_who_holds_a_place_is_proposed_and_only_what_differs_is_asked(desk: Desk, twins: tuple[str, str]) -> None:
    one, other = twins
    for address in (f"{LIST}/{one}/merge/{other}", f"{LIST}/{other}/merge/{one}"):
        asked = choice(desk, address)
        assert asked["stays"] == one
        taken = {name: value for name, value in asked.items() if name.startswith("take_")}
        assert taken == {
            "take_title": one,
            "take_last_name": one,
            "take_email": one,
            "take_position": other,
            "take_contact_name": other,
            "take_days": one,
            "take_language": one,
        }


def test_what_would_happen_is_said_and_then_happens(desk: Desk, saving: Saving, twins: tuple[str, str]) -> None:
    one, other = twins
    desk.open(f"{LIST}/{other}")
    desk.send(f"{LIST}/{other}/notes", text="Dzwoniono w sprawie noclegu")
    address = f"{LIST}/{one}/merge/{other}"
    wish = choice(desk, address, reason="Dwa formularze")
    preview = desk.send(address, 200, **{**wish, "step": "check"}).replace("\xa0", " ")
    for sentence in (
        f"Registration {one} stays. Its state will be: Confirmed.",
        f"Registration {other} will be cancelled by the secretariat.",
        "1 note will move along.",
        "No message tells the person that this registration is cancelled.",
        "Function or position: not given → dyrektor",
    ):
        assert sentence in preview
    assert stored(saving, other) == ("waiting", ""), "nothing has happened yet"
    assert "Which registration stays?" in desk.send(address, 200, **{**wish, "step": "edit"})
    done = desk.send(address, **{**wish, "step": "merge"})
    assert f"The registrations have been merged; registration {one} stays." in done
    for words in ("Dzwoniono w sprawie noclegu", "Merged into this registration:", "Reason: Dwa formularze"):
        assert words in done
    assert stored(saving, other) == ("cancelled", "staff")
    assert "This registration was merged into another one:" in desk.open(f"{LIST}/{other}")
    assert f"Merged into registration {one}, which stays" in desk.page
    with saving() as session:
        jan = session.scalars(select(Registration).where(Registration.reference == one)).one()
        assert (jan.position, jan.contact_email, jan.language) == ("dyrektor", "biuro@example.org", "pl")
        assert session.scalars(select(Message).where(Message.kind == "registration/cancelled")).all() == []


def test_a_place_that_would_be_lost_is_warned_of_and_goes_to_the_line(
    desk: Desk, saving: Saving, references: dict[str, str], twins: tuple[str, str]
) -> None:
    one, other = twins
    address = f"{LIST}/{one}/merge/{other}"
    wish = choice(desk, address, stays=other, letter="yes")
    preview = desk.send(address, 200, **{**wish, "step": "check"})
    assert "the person would lose it." in preview
    assert "A message tells the person" in preview
    assert f"A place will go to: Zofia Zając ({references['Zając']})." in preview
    with saving() as session:
        session.scalars(select(Edition)).one().promotion = "offers"
    assert "A place will be offered to: Zofia" in desk.send(address, 200, **{**wish, "step": "check"})
    with saving() as session:
        session.scalars(select(Edition)).one().promotion = "by_hand"
    assert "Its place in the category will be free." in desk.send(address, 200, **{**wish, "step": "check"})
    desk.send(address, **{**wish, "step": "merge"})
    with saving() as session:
        assert len(session.scalars(select(Message).where(Message.kind == "registration/cancelled")).all()) == 1


def test_what_cannot_be_merged_says_why(desk: Desk, saving: Saving, twins: tuple[str, str]) -> None:
    one, other = twins
    address = f"{LIST}/{one}/merge/{other}"
    wish = choice(desk, address)
    assert "Please choose one of the answers offered." in desk.send(address, 422, **{**wish, "stays": "nobody"})
    no_address = {**wish, "take_email": other, "take_contact_name": one, "step": "merge"}
    with saving() as session:
        found = session.scalars(select(Registration).where(Registration.reference == other)).one()
        found.email = ""
    stale = desk.send(address, 422, **{**wish, "step": "merge"})
    assert "One of the two has been changed in the meantime." in stale
    fresh = Page(stale).typed()["made_from"]
    lost = desk.send(address, 422, **{**no_address, "made_from": fresh})
    assert "No e-mail address would be left" in lost
    with saving() as session:
        jan = session.scalars(select(Registration).where(Registration.reference == one)).one()
        edition = session.scalars(select(Edition)).one()
        third = person(session, edition, first_name="Jan", last_name="Nowak-Inny", email=jan.email, category="academia")
        third.name_folded = "jan nowak"
        jan.name_folded = "jan nowak stary"
    same = desk.send(address, 422, **{**wish, "take_contact_name": one, "made_from": fresh, "step": "merge"})
    assert "has this name and this e-mail address." in same
    assert stored(saving, other)[0] == "waiting"


def test_one_registration_an_ended_one_and_another_edition(desk: Desk, saving: Saving, twins: tuple[str, str]) -> None:
    one, other = twins
    address = f"{LIST}/{one}/merge/{other}"
    wish = choice(desk, address)
    with saving() as session:
        far = person(session, small_edition(session, "far")).reference
    desk.open(f"{LIST}/{one}/merge/{far}", 404)
    answer = desk.client.get(f"{LIST}/{one}/merge/{one}")
    assert answer.location == f"{LIST}/{one}"
    assert "A registration cannot be merged with itself." in desk.open(f"{LIST}/{one}")
    with saving() as session:
        found = session.scalars(select(Registration).where(Registration.reference == other)).one()
        service.cancel(session, found, COMMAND, NOW)
    ended = desk.send(address, **{**wish, "step": "merge"})
    assert re.search(rf"Registration {other} has ended \(Cancelled\), so there is nothing to merge\.", ended)
    with saving() as session:
        merged = AuditEntry.action == "registration.merge"
        assert session.scalars(select(AuditEntry).where(merged)).all() == []
