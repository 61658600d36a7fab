"""The settings of an edition in the office: what a change will do is said first, and saving does exactly that."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from sokwms_reg.audit.models import AuditEntry
from sokwms_reg.editions.models import Category, CategoryDay, Edition, EditionDay, Role
from sokwms_reg.editions.queries import edition_by_slug
from sokwms_reg.outbox.models import Message
from sokwms_reg.registration.models import Registration
from tests.attendees.people import person, sign_in, staff
from tests.factories import CLOSES, NOW, OPENS
from tests.registration.conftest import At
from tests.registration.settings_case import NGO, SETTINGS, Organiser, Saving, category, counted

pytestmark = pytest.mark.pages


def states(saving: Saving) -> dict[str, str]:
    with saving() as session:
        found = session.scalars(select(Registration).where(Registration.last_name.startswith("Osoba")))
        return {one.last_name.removeprefix("Osoba-"): one.state for one in found}


def letters(saving: Saving) -> list[str]:
    with saving() as session:
        return [one.kind for one in session.scalars(select(Message).order_by(Message.id))]


def test_the_overview_says_what_holds(organiser: Organiser, saving: Saving) -> None:
    with saving() as session:
        edition = edition_by_slug(session, "test")
        assert edition is not None
        ngo = session.scalars(select(Category).where(Category.key == "ngo")).one()
        day = session.scalars(select(EditionDay).order_by(EditionDay.date)).first()
        assert day is not None
        ngo.opens_at, ngo.institution_limit = OPENS, 2
        ngo.capacity, ngo.reserved_speakers, ngo.reserved_invitations = 6, 1, 2
        session.add(CategoryDay(category_id=ngo.id, day_id=day.id, capacity=4, taken=3))
        academia = session.scalars(select(Category).where(Category.key == "academia")).one()
        academia.closes_at = CLOSES
        edition.promotion = "offers"
    page = organiser.open()
    for words in (
        "Registration opens 10 November 2026, 11:00",
        "Places that become free Offered to the first in line, who answers by a deadline",
        "not set: until registration closes",
        "not set: until the first day begins",
        "not set: always",
        "Organisations Open to all 3 of 6 speakers: 0 of 1; invitations: 0 of 2 2 from 10 November 2026, 11:00",
        "27 January: 3 of 4",
        "Academia By decision 1 of 10 – no limit until 10 December 2026, 11:00",
        "Wednesday 27 January 4, no limit",
        "Privacy notice filled in empty",
        "Nothing has been changed yet.",
    ):
        assert words in page.text, words


def test_an_edition_without_anything_says_so(app: Flask, at: At, saving: Saving) -> None:
    del at
    with saving() as session:
        edition = Edition(slug="test", name_pl="E", name_en="E", title_pl="", title_en="")
        session.add(edition)
        session.flush()
        staff(session, Role.ORGANISER, edition)
    organiser = Organiser(app.test_client())
    page = organiser.open()
    assert "it takes no registrations here" in page.text
    assert "This edition has no days yet." in page.text
    assert "This edition has no days yet." in organiser.open("days").text


@pytest.mark.parametrize(("role", "reads"), [(Role.SECRETARIAT, 200), (Role.RECEPTION, 403), (Role.READER, 403)])
def test_other_roles_read_or_stay_outside(
    app: Flask, organiser: Organiser, saving: Saving, role: Role, reads: int
) -> None:
    with saving() as session:
        staff(session, role, edition_by_slug(session, "test"), "role@example.org")
    desk = sign_in(app.test_client(), "role@example.org")
    page = desk.open(SETTINGS, reads)
    assert SETTINGS + "/" not in page
    menu = desk.open("/office/test/")
    assert (f'href="{SETTINGS}"' in menu) is (reads == 200)
    for part in ("registration", NGO, "days", "texts"):
        assert desk.client.get(f"{SETTINGS}/{part}").status_code == 403
        sent = {**organiser.typed, "csrf_token": desk.token(), "step": "save"}
        assert desk.client.post(f"{SETTINGS}/{part}", data=sent).status_code == 403


def test_an_unknown_category_is_not_found(organiser: Organiser) -> None:
    organiser.desk.open(f"{SETTINGS}/categories/nobody", 404)


def test_a_preview_saves_nothing_and_saving_does_what_it_said(organiser: Organiser, saving: Saving) -> None:
    before = counted(saving)
    page = organiser.check(NGO, capacity="4")
    assert organiser.status == 200
    assert "Organisations: Places 3 → 4" in page.text
    assert "1 person gets a place from the waiting list at once A message goes to each. Żaneta Osoba-3" in page.text
    assert counted(saving) == before
    assert (category(saving)["capacity"], category(saving)["taken"]) == (3, 3)
    page = organiser.send("save")
    assert organiser.location == SETTINGS
    assert "The settings are saved. 1 place went to the waiting list." in page.text
    assert "Settings changed20 November 2026, 11:00 · Anna Kowalska Organisations: Places: 3 → 4" in page.text
    assert states(saving) == {
        "0": "confirmed", "1": "confirmed", "2": "confirmed", "3": "confirmed", "4": "waiting",
    }  # fmt: skip
    assert letters(saving)[-1] == "registration/promoted"
    after = counted(saving)
    assert {name: after[name] - before[name] for name in after if after[name] != before[name]} == {
        "message": 1, "attachment": 1, "audit_entry": 2,
    }  # fmt: skip


def test_ten_names_and_the_others_folded(organiser: Organiser, saving: Saving) -> None:
    with saving() as session:
        edition = edition_by_slug(session, "test")
        assert edition is not None
        for number in range(10, 20):
            person(session, edition, number, last_name=f"Osoba-{number}")
    page = organiser.check(NGO, capacity="40")
    assert "12 people get a place from the waiting list at once" in page.text
    assert page.one("details", **{"class": "fold"}).text.startswith("and 2 more")


def test_offers_are_counted_too(organiser: Organiser, saving: Saving) -> None:
    organiser.check("registration", promotion="offers")
    organiser.send("save")
    page = organiser.check(NGO, capacity="5")
    assert "2 people are offered a place" in page.text
    assert "The settings are saved. 2 places were offered." in organiser.send("save").text
    assert [states(saving)[number] for number in "34"] == ["offered", "offered"]


def test_people_above_a_lowered_limit_are_named_and_asked_about(organiser: Organiser, saving: Saving) -> None:
    before = counted(saving)
    page = organiser.check(NGO, capacity="1")
    assert "2 people are above the new limit" in page.text
    assert "Żaneta Osoba-2, Fundacja 2" in page.text
    assert "checked" not in str([one.attributes for one in page.all("input", name="over")])
    page = organiser.send("save")
    assert organiser.status == 422
    assert ("over-keep", "Please choose what shall become of these people.") in page.summary()
    page = organiser.send("save", over="keep")
    assert (organiser.status, organiser.typed["capacity"]) == (200, ["1"])
    assert counted(saving) == before
    organiser.send("check")
    page = organiser.send("save", over="move")
    assert "2 people were moved to the waiting list." in page.text
    assert states(saving) == {
        "0": "confirmed", "1": "waiting", "2": "waiting", "3": "waiting", "4": "waiting",
    }  # fmt: skip
    assert letters(saving)[-2:] == ["registration/demoted"] * 2


def test_what_would_do_something_else_by_now_is_shown_again(organiser: Organiser, saving: Saving) -> None:
    organiser.check(NGO, capacity="5")
    with saving() as session:
        edition = edition_by_slug(session, "test")
        assert edition is not None
        edition_people = session.scalars(select(Registration).where(Registration.last_name == "Osoba-4")).one()
        edition_people.queue_number = 0
    page = organiser.send("save")
    assert organiser.status == 422
    assert "Registrations have changed in the meantime" in page.text
    assert category(saving)["capacity"] == 3
    assert "2 places went to the waiting list." in organiser.send("save").text


def test_people_who_came_above_the_limit_meanwhile_are_asked_about(organiser: Organiser, saving: Saving) -> None:
    organiser.check(NGO, capacity="10")
    organiser.send("save")
    organiser.check(NGO, capacity="5")
    with saving() as session:
        edition = edition_by_slug(session, "test")
        assert edition is not None
        person(session, edition, 30, last_name="Osoba-30")
    page = organiser.send("save")
    assert organiser.status == 422
    assert "Registrations have changed in the meantime" in page.text
    assert "1 person is above the new limit" in page.text


def test_nothing_changed_leaves_nothing_to_save(organiser: Organiser) -> None:
    for part in ("registration", NGO, "days", "texts"):
        page = organiser.check(part)
        assert organiser.status == 200
        assert "There is nothing to save: everything is as it was." in page.text, part
        page = organiser.send("edit")
        assert "Next: see what this changes" in page.text


def test_somebody_else_saved_first(organiser: Organiser, app: Flask, saving: Saving) -> None:
    colleague = Organiser(app.test_client())
    organiser.open(NGO)
    colleague.check(NGO, capacity="4", institution_limit="2")
    colleague.send("save")
    page = organiser.send("check", capacity="6", name_en="Societies")
    assert organiser.status == 422
    assert "The settings have been changed since this form was opened." in page.text
    newer = page.one("section", **{"aria-labelledby": "newer"}).text
    assert "Places 4 Most places for one institution 2 Name in English Organisations" in newer
    assert (organiser.typed["capacity"], organiser.typed["name_en"]) == (["6"], ["Societies"])
    page = organiser.send("check", institution_limit="2")
    assert "Organisations: Places 4 → 6" in page.text
    organiser.send("save")
    assert (category(saving)["capacity"], category(saving)["name_en"]) == (6, "Societies")


def test_the_history_holds_old_and_new(organiser: Organiser, saving: Saving) -> None:
    until: dict[str, Any] = {"editing_until": "2026-12-01T09:30", "promotion_until": "2026-12-02", "offer_hours": "1"}
    organiser.check("registration", **until)
    page = organiser.send("save")
    for words in (
        "Participants may change their data until: not set: until registration closes → 1 December 2026, 9:30",
        "Last day on which free places go out by themselves: not set: until registration closes → 2 December 2026",
        "Hours to answer an offer: 72 hours → 1 hour",
    ):
        assert words in page.text, words
    with saving() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "edition.settings")).one()
        assert (entry.scope, entry.changes["offer_hours"], entry.at) == ("test", [72, 1], NOW)
        assert NOW - entry.at < timedelta(1)
