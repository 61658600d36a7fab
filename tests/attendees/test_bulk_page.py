"""Deeds about many on the list: question, preview, deed, report; what is stale, foreign or empty gets a sentence."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from sokwms_reg.attendees.service import bulk
from sokwms_reg.editions.models import Role
from sokwms_reg.registration.models import Registration
from tests.attendees.people import Desk, Saving, person, sign_in, small_edition, staff, stored
from tests.attendees.test_office import LIST
from tests.registration.deciding_case import undo_token

Fields = dict[str, Any]
BULK = f"{LIST}/bulk"
REASONS: Fields = {"reason_pl": "Powód", "reason_en": "Reason"}


def seal(desk: Desk) -> str:
    found = re.search(r'name="seal" value="([^"]+)"', desk.page)
    assert found, desk.page
    return found[1]


def test_accepting_all_that_match(desk: Desk, saving: Saving, references: dict[str, str]) -> None:
    page = desk.open(f"{LIST}?q=l")
    assert 'form="bulk" name="reference"' in page
    asked: Fields = {"deed": "accept", "everybody": "yes", "question": "q=l"}
    preview = desk.send(BULK, 200, **asked)
    assert "1 registration will be changed." in preview
    assert "1 message goes out." in preview
    assert "the state does not allow it" in preview
    assert stored(saving, references["Ångström"])[0] == "pending", "a preview changes nothing"
    done = desk.send(BULK, step="do", seal=seal(desk), **asked)
    assert "1 registration was changed. 1 message is in the outbox." in done
    assert "Nothing was done about" in done
    assert stored(saving, references["Ångström"])[0] == "confirmed"
    page = desk.open("/office/test/decisions")
    assert "Just accepted: 1 registration." in page
    assert "awaits a decision again" in desk.send("/office/test/decisions/undo", undo=undo_token(page))
    assert stored(saving, references["Ångström"])[0] == "pending"


def test_what_has_changed_since_the_preview_is_previewed_again(
    desk: Desk, saving: Saving, references: dict[str, str]
) -> None:
    desk.open(LIST)
    asked: Fields = {"deed": "tag", "everybody": "yes", "question": "", "tag": "hotel"}
    assert "Please write the tag." in desk.send(BULK, 422, **{**asked, "tag": "", "step": "preview"})
    assert "5 registrations will be changed." in desk.send(BULK, 200, step="preview", **asked)
    old = seal(desk)
    with saving() as session:
        one = session.scalars(select(Registration).where(Registration.reference == references["Nowak"])).one()
        one.state = "rejected"
    assert "Something has changed since the preview" in desk.send(BULK, 200, step="do", seal=old, **asked)
    assert "Something has changed since the preview" in desk.send(BULK, 200, step="do", seal="x", **asked)
    assert "Something has changed since the preview" in desk.send(
        BULK, 200, step="do", seal=seal(desk), **{**asked, "tag": "inny"}
    )
    assert "5 registrations were changed." in desk.send(BULK, step="do", seal=seal(desk), **{**asked, "tag": "inny"})


def test_cancelling_and_refusing_ask_for_reasons(desk: Desk, saving: Saving, references: dict[str, str]) -> None:
    desk.open(LIST)
    asked: Fields = {
        "deed": "cancel",
        "reference": [references["Nowak"], references["Łącka"]],
        "question": "sort=state",
    }
    form = desk.send(BULK, 200, **asked)
    assert re.search(r'name="letter" value="yes" checked', form)
    assert "Please give the reason" in desk.send(BULK, 422, step="preview", **asked)
    assert "1 person on the waiting list gets a place" in desk.send(BULK, 200, step="preview", **asked, **REASONS)
    done = desk.send(BULK, step="do", seal=seal(desk), **asked, **REASONS)
    assert "2 registrations were changed. 1 message is in the outbox." in done
    assert stored(saving, references["Łącka"]) == ("cancelled", "staff")
    refusing: Fields = {"deed": "refuse", "reference": references["Ångström"]}
    desk.send(BULK, 200, **refusing)
    assert re.search(r"<textarea[^>]*>\n[^<]+<", desk.send(BULK, 200, step="propose-1", **refusing)), "filled in"
    desk.send(BULK, 200, step="preview", **refusing, **REASONS)
    assert "this can be taken back" in desk.send(BULK, step="do", seal=seal(desk), **refusing, **REASONS)


def test_moving_and_taking_tags_off(desk: Desk, references: dict[str, str]) -> None:
    page = f"{LIST}/{references['Nowak']}"
    desk.open(page)
    desk.send(f"{page}/tags", tag="hotel")
    desk.open(LIST)
    move: Fields = {"deed": "category", "reference": references["Nowak"]}
    assert "Please choose one" not in desk.send(BULK, 200, **move)
    assert "Please choose one" in desk.send(BULK, 422, step="preview", **move)
    assert "1 registration will be changed." in desk.send(BULK, 200, step="preview", category="academia", **move)
    off: Fields = {"deed": "untag", "reference": references["Nowak"]}
    number = re.search(r'<option value="(\d+)"', desk.send(BULK, 200, **off))
    assert number
    desk.send(BULK, 200, step="preview", known_tag=number[1], **off)
    assert "1 registration was changed." in desk.send(BULK, step="do", seal=seal(desk), known_tag=number[1], **off)


def test_a_list_that_has_changed_since_it_was_shown(
    desk: Desk, saving: Saving, references: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 3)
    desk.open(LIST)
    asked: Fields = {"deed": "cancel", "everybody": "yes", "question": "state=confirmed", "letter": "yes"}
    polish = {"reason_pl": "Powód"}
    assert "3 registrations will be changed." in desk.send(BULK, 200, step="preview", **asked, **polish)
    old = seal(desk)
    with saving() as session:
        nowak = session.scalars(select(Registration).where(Registration.reference == references["Nowak"])).one()
        nowak.language = "en"
    page = desk.send(BULK, 422, step="do", seal=old, **asked, **polish)
    assert "Please give the reason" in page
    assert "Powód" in page
    with saving() as session:
        one = session.scalars(select(Registration).where(Registration.reference == references["Ångström"])).one()
        one.state = "confirmed"
    page = desk.send(BULK, 422, step="do", seal=old, **asked, **polish)
    assert "at most 3 registrations at once, and 4 are" in page
    assert "Powód" in page, "what was typed is kept"
    assert {stored(saving, references[name])[0] for name in ("Nowak", "Ćwik", "Łącka")} == {"confirmed"}


def test_reloading_leads_to_the_list(desk: Desk) -> None:
    assert desk.client.get(BULK).location == LIST


def test_selections_that_mean_nothing(
    desk: Desk, saving: Saving, references: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with saving() as session:
        foreign = person(session, small_edition(session, "other")).reference
    desk.open(LIST)
    assert "Please choose what shall be done" in desk.send(BULK, 422, deed="nonsense")
    desk.open(LIST)
    assert "Nobody was selected." in desk.send(BULK, 422, deed="accept")
    desk.open(LIST)
    assert "None of the selected" in desk.send(BULK, 422, deed="accept", reference=foreign)
    desk.open(LIST)
    both = desk.send(BULK, 200, deed="accept", reference=[foreign, references["Ångström"]])
    assert "1 of the selected registrations is not in this edition" in both
    desk.open(LIST)
    unknown = desk.send(BULK, 422, deed="accept", everybody="yes", question="state=nonsense")
    assert "does not exist in this edition" in unknown
    desk.open(LIST)
    monkeypatch.setattr(bulk, "AT_ONCE", 4)
    assert "at most 4 registrations at once, and 5 are" in desk.send(BULK, 422, deed="accept", everybody="yes")


def test_a_reader_changes_nothing(desk: Desk, saving: Saving) -> None:
    with saving() as session:
        staff(session, Role.READER, None, "reader@example.org")
    reader = sign_in(desk.client.application.test_client(), "reader@example.org")
    assert 'id="bulk"' not in reader.open(LIST)
