"""Every sentence about wrong input in the settings, times on the clocks of the zone, and warnings before saving."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from sokwms_reg.editions.models import Category, Edition
from sokwms_reg.editions.queries import edition_by_slug
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import Order, use_reserve
from tests.factories import CLOSES, NOW, OPENS
from tests.house import STAFF
from tests.registration.settings_case import NGO, Organiser, Saving, category, counted

pytestmark = pytest.mark.pages

WINDOW = "registration"
OPENING = "10 November 2026, 11:00"
AFTER = f"Please give a time after the opening, {OPENING}."
OUTSIDE = f"Please give a time while registration to the edition is open: from {OPENING} to 10 December 2026, 11:00."
MOMENT = "Please give a date and an hour, such as 2027-11-17 09:00."
NO_LIMIT = "Please give a whole number from 1 to 1,000,000, or leave the field empty: then there is no limit."
WHOLE = "Please give a whole number from 0 to 1,000,000."
SKIPPED = "The clocks skip this hour on that day, when summer time begins; please choose another one."
OPENS_TOO = "Please give the opening too, or leave the closing empty."
CLOSES_TOO = "Please give the closing too, or leave the opening empty."
FROM_OPENING = "Please give the day of the opening, 10 November 2026, or a later one."
RESERVED = "Please give at least 4, as many as are reserved."
AFTER_OWN = "Please give a time after the opening, 12 November 2026, 10:00."
ADDRESS = "Please write the e-mail address in full, such as name@example.org."
DAY = "Please give a date, such as 2027-11-17."
LONG = "Please use at most {} characters."

WRONG: list[tuple[str, dict[str, str], str, str]] = [
    (WINDOW, {"registration_opens_at": ""}, "registration_opens_at", OPENS_TOO),
    (WINDOW, {"registration_closes_at": ""}, "registration_closes_at", CLOSES_TOO),
    (WINDOW, {"registration_closes_at": "2026-11-10T11:00"}, "registration_closes_at", AFTER),
    (WINDOW, {"registration_closes_at": "tomorrow"}, "registration_closes_at", MOMENT),
    (WINDOW, {"registration_closes_at": "2026-12-10T11:00+01:00"}, "registration_closes_at", MOMENT),
    (WINDOW, {"registration_closes_at": "0026-12-10T11:00"}, "registration_closes_at", MOMENT),
    (WINDOW, {"registration_closes_at": "2027-03-28T02:30"}, "registration_closes_at", SKIPPED),
    (WINDOW, {"editing_until": "2027-03-28T02:30"}, "editing_until", SKIPPED),
    (WINDOW, {"editing_until": "2026-11-10T10:59"}, "editing_until", AFTER),
    (WINDOW, {"replacement_until": "2026-11-01T00:00"}, "replacement_until", AFTER),
    (WINDOW, {"withdrawal_until": "2026-11-10T11:00"}, "withdrawal_until", AFTER),
    (WINDOW, {"promotion_until": "2026-11-09"}, "promotion_until", FROM_OPENING),
    (WINDOW, {"promotion_until": "soon"}, "promotion_until", DAY),
    (WINDOW, {"promotion_until": "0001-01-01"}, "promotion_until", DAY),
    (WINDOW, {"promotion": "lottery"}, "promotion-automatic", "Please choose one of the answers offered."),
    (WINDOW, {"offer_hours": "0"}, "offer_hours", "Please give a whole number from 1 to 1,440."),
    (WINDOW, {"offer_hours": "1441"}, "offer_hours", "Please give a whole number from 1 to 1,440."),
    (WINDOW, {"offer_hours": ""}, "offer_hours", "Please give the number of hours to answer an offer."),
    (NGO, {"capacity": ""}, "capacity", "Please give a number of places, 0 for none."),
    (NGO, {"capacity": "-1"}, "capacity", WHOLE),
    (NGO, {"capacity": "1.5"}, "capacity", WHOLE),
    (NGO, {"capacity": "1000001"}, "capacity", WHOLE),
    (NGO, {"capacity": "٣"}, "capacity", WHOLE),
    (NGO, {"reserved_speakers": "2", "reserved_invitations": "2"}, "capacity", RESERVED),
    (NGO, {"reserved_speakers": ""}, "reserved_speakers", "Please give a number of places, 0 for none."),
    (NGO, {"institution_limit": "0"}, "institution_limit", NO_LIMIT),
    (NGO, {"policy": "secret"}, "policy-open", "Please choose one of the answers offered."),
    (NGO, {"opens_at": "2026-11-01T00:00"}, "opens_at", OUTSIDE),
    (NGO, {"closes_at": "2026-12-10T11:01"}, "closes_at", OUTSIDE),
    (NGO, {"closes_at": "2026-11-10T11:00"}, "closes_at", AFTER),
    (NGO, {"opens_at": "2026-11-12T10:00", "closes_at": "2026-11-12T10:00"}, "closes_at", AFTER_OWN),
    (NGO, {"name_pl": "", "name_en": " "}, "name_pl", "Please give the name in at least one language."),
    (NGO, {"name_pl": "x" * 201}, "name_pl", LONG.format(200)),
    (NGO, {"notice_en": "x" * 20_001}, "notice_en", LONG.format(20_000)),
    ("days", {"day_1": "0"}, "day_1", NO_LIMIT),
    ("days", {"day_2": "many"}, "day_2", NO_LIMIT),
    ("texts", {"contact_email": "office"}, "contact_email", ADDRESS),
    ("texts", {"privacy_version": "x" * 201}, "privacy_version", LONG.format(200)),
]  # fmt: skip


def test_every_wrong_answer_has_its_sentence(organiser: Organiser, saving: Saving) -> None:
    before = counted(saving)
    for part, changes, field, sentence in WRONG:
        for step in ("check", "save"):
            organiser.open(part)
            page = organiser.send(step, **changes)
            assert organiser.status == 422, (part, changes)
            assert page.summary() == [(field, sentence)], (part, changes)
            if not {"promotion", "policy"} & set(changes) and sentence != MOMENT and field != "promotion_until":
                kept = {name: organiser.typed[name][0].strip() for name in changes}
                assert kept == {name: value.strip() for name, value in changes.items()}
    assert counted(saving) == before


def test_the_windows_of_categories_stay_inside(organiser: Organiser, saving: Saving) -> None:
    with saving() as session:
        session.execute(update(Category).values(opens_at=OPENS + timedelta(days=2), closes_at=CLOSES))
    page = organiser.check(WINDOW, registration_closes_at="2026-12-01T00:00")
    names = "The own windows of these categories would lie outside: Organisations; Academia. Please change those first."
    assert page.summary() == [("registration_closes_at", names)]
    organiser.check(WINDOW, registration_opens_at="2026-11-12T11:00")
    assert organiser.status == 200
    page = organiser.check(WINDOW, registration_opens_at="2026-11-12T11:01")
    assert page.summary() == [("registration_closes_at", names)]


def test_reserved_places_in_use_are_not_taken_away(organiser: Organiser, saving: Saving) -> None:
    organiser.check(NGO, capacity="4", reserved_speakers="1")
    organiser.send("save")
    with saving() as session:
        waits = session.scalars(select(Registration).where(Registration.last_name == "Osoba-3")).one()
        use_reserve(session, waits, "speakers", Order(STAFF, NOW, ""))
    assert category(saving)["taken_speakers"] == 1
    page = organiser.check(NGO, reserved_speakers="0")
    assert organiser.status == 422
    sentence = "Reserved places in use: 1. Please give at least as many."
    assert page.summary() == [("reserved_speakers", sentence)]
    assert organiser.typed["reserved_speakers"] == ["0"]


def window(saving: Saving) -> dict[str, Any]:
    with saving() as session:
        edition = edition_by_slug(session, "test")
        assert edition is not None
        return {column.name: getattr(edition, column.name) for column in Edition.__table__.columns}


def test_times_are_local_stored_as_utc_and_come_back(organiser: Organiser, saving: Saving) -> None:
    organiser.check(WINDOW, registration_closes_at="2027-07-01T09:05", withdrawal_until="2027-10-31T02:30")
    organiser.send("save")
    stored = window(saving)
    assert stored["registration_closes_at"] == datetime(2027, 7, 1, 7, 5, tzinfo=UTC)
    assert stored["withdrawal_until"] == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)  # the first of the two
    organiser.open(WINDOW)
    assert organiser.typed["registration_closes_at"] == ["2027-07-01T09:05"]
    second = datetime(2027, 10, 31, 1, 30, 7, tzinfo=UTC)
    with saving() as session:
        session.execute(update(Edition).values(withdrawal_until=second))
    organiser.open(WINDOW)
    assert organiser.typed["withdrawal_until"] == ["2027-10-31T02:30:07"]
    organiser.send("check", offer_hours="5")
    organiser.send("save")
    assert (window(saving)["withdrawal_until"], window(saving)["offer_hours"]) == (second, 5)


def test_texts_come_back_as_they_were(organiser: Organiser, saving: Saving) -> None:
    with saving() as session:
        session.execute(update(Edition).values(rules_pl="§ 1.  Dwie\r\n\r\nspacje "))
    organiser.check("texts", notice_pl="Uwaga!\r\nZmiana sali.", contact_email="biuro@example.org")
    page = organiser.send("save")
    assert "Notice in Polish: changed" in page.text
    assert "E-mail address: sekretariat@example.org → biuro@example.org" in page.text
    stored = window(saving)
    assert (stored["rules_pl"], stored["notice_pl"]) == ("§ 1.  Dwie\r\n\r\nspacje ", "Uwaga!\nZmiana sali.")


def test_limits_by_day(organiser: Organiser) -> None:
    organiser.check("days", day_1="1 000")
    page = organiser.send("save")
    assert "Places on Wednesday 27 January: no limit → 1000" in page.text
    page = organiser.check("days", day_1="2")
    assert "1 person is above the new limit" not in page.text  # three people and one of the other category come
    assert "2 people are above the new limit" in page.text
    organiser.check(NGO, day_2="3")
    page = organiser.send("save")
    assert "Organisations: Places on Thursday 28 January: no limit → 3" in page.text
    page = organiser.check(NGO, day_2="0")
    assert "Organisations: Places on Thursday 28 January 3 → 0" in page.text
    assert "3 people are above the new limit" in page.text
    organiser.check(NGO, day_2="")
    assert "28 January: 3 → no limit" in organiser.send("save").text
    organiser.check("days", day_1="")
    assert "27 January: 1000 → no limit" in organiser.send("save").text


CLOSED = {"registration_closes_at": "2026-11-19T00:00"}
ENDED = dict.fromkeys(("editing_until", "replacement_until", "withdrawal_until"), "2026-11-19T00:00")
NOT_HERE = {"registration_opens_at": "", "registration_closes_at": ""}
WARNINGS: list[tuple[str, dict[str, str], list[str]]] = [
    (WINDOW, CLOSED, ["Registration closes at once: the time given has passed.", "2 people are on the waiting list."]),
    (WINDOW, {"registration_opens_at": "2026-12-01T00:00"}, ["Registration will be shut until the new opening."]),
    (WINDOW, NOT_HERE, ["The edition will take no registrations here."]),
    (
        WINDOW,
        {**CLOSED, "promotion_until": "2027-01-15"},
        ["Places that become free still go to the 2 people on the waiting list, until 15 January 2027."],
    ),
    (WINDOW, {"promotion": "by_hand"}, ["Places that become free will wait for the secretariat."]),
    (WINDOW, {"offer_hours": "5"}, ["Offers made already keep their deadlines.", "Nobody gets or loses a place"]),
    (WINDOW, ENDED, ["no longer change their data", "Nobody can come instead", "no longer withdraw by themselves."]),
    (NGO, {"policy": "closed"}, ["The public cannot register in the category “Organisations”: its page says"]),
    (NGO, {"policy": "approved"}, ["New registrations await a decision; those confirmed already stay confirmed."]),
    (NGO, {"institution_limit": "1"}, ["takes no place from anybody; it counts from now on."]),
    (NGO, {"opens_at": "2026-12-01T00:00"}, ["in the category “Organisations” will be shut until it opens."]),
    (NGO, {"closes_at": "2026-11-19T00:00"}, ["in the category “Organisations” closes at once: the time given"]),
    ("categories/academia", {"policy": "open"}, ["1 person still awaits a decision."]),
    ("texts", {"privacy_en": "New"}, ["The privacy notice changes, but its version stays the same"]),
]  # fmt: skip


def test_each_change_warns_of_what_figures_do_not_show(organiser: Organiser) -> None:
    for part, changes, sentences in WARNINGS:
        page = organiser.check(part, **changes)
        assert organiser.status == 200, (changes, page.summary())
        for sentence in sentences:
            assert sentence in page.text, (changes, page.one("main").text)
    page = organiser.check("texts", privacy_en="New", privacy_version="2")
    assert "stays the same" not in page.text


def test_what_opens_says_so(organiser: Organiser, saving: Saving) -> None:
    organiser.check(NGO, policy="closed", institution_limit="5")
    organiser.send("save")
    page = organiser.check(NGO, policy="open", institution_limit="")
    assert "Registration in the category “Organisations” opens at once." in page.text
    assert "takes no place from anybody" not in page.text
    with saving() as session:
        session.execute(update(Edition).values(registration_closes_at=NOW - timedelta(days=1)))
        session.execute(update(Category).values(waiting=0))
        session.execute(update(Registration).where(Registration.state == "waiting").values(state="cancelled"))
    page = organiser.check(WINDOW, registration_closes_at="2026-12-24T00:00")
    assert "Registration opens at once." in page.text
    page = organiser.check(WINDOW, promotion="by_hand")
    assert "Places that become free will wait for the secretariat." in page.text
    assert "on the waiting list" not in page.one("main").text
