"""Nobody but organiser and secretariat sees anything of a card, not even that there is one."""

import json

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from sokwms_reg.attendees.exports.data_copy import add_part, parts
from sokwms_reg.audit.queries import Question, actors
from sokwms_reg.core.links import OwnLink, own_token
from sokwms_reg.editions.models import Edition
from sokwms_reg.protocol import service
from sokwms_reg.protocol.states import OFFICE_FIELDS
from tests.attendees.people import Desk, Saving
from tests.protocol.cards import ORDER, SECRETS, put, save, somebody

PAGE = "/office/test/protocol"
SALUTATION = "Szanowny Panie Marszałku Nowaku,"
WORDS = (*SECRETS.values(), SALUTATION, "prefekt", "protocol", "protokół", "precedence")


def carded(saving: Saving, reference: str) -> None:
    """Let the protocol know all about somebody, and change its list of offices."""
    with saving() as session:
        found, edition = somebody(session, reference), session.scalars(select(Edition)).one()
        put(session, save(session, found, guest=True, salutation=SALUTATION, **SECRETS), 1)
        service.add_office(session, edition, dict.fromkeys(OFFICE_FIELDS, "prefekt"), ORDER)
        edition.published = True


def told(texts: list[str]) -> list[str]:
    """Return what of the protocol stands in texts."""
    whole = "".join(texts).lower()
    return [word for word in WORDS if word.lower() in whole or json.dumps(word)[1:-1].lower() in whole]


def test_the_person_and_the_public_see_nothing(
    desk: Desk, saving: Saving, references: dict[str, str], client: FlaskClient
) -> None:
    del desk
    carded(saving, references["Nowak"])
    with saving() as session:
        found = somebody(session, references["Nowak"])
        key = str(client.application.config["SECRET_KEY"])
        own = f"/pl/my/{own_token(key, OwnLink(found.id, found.link_version))}"
    public = client.application.test_client()
    for address in (own, "/pl/editions/test"):
        assert told([public.get(address).text]) == []
    data = json.loads(public.get(f"{own}/data.json").text)
    assert data.pop("salutation") == SALUTATION  # with which letters to this person begin
    assert told([json.dumps(data)]) == []


def test_other_roles_see_nothing(outsider: Desk, saving: Saving, references: dict[str, str]) -> None:
    reference = references["Nowak"]
    carded(saving, reference)
    pages = ("", "attendees", f"attendees/{reference}", "attendees?guest=yes", "audit", f"audit?record={reference}")
    files = ("attendees.json", "attendees.csv", f"attendees/{reference}/data.json", "audit.csv", "calendar")
    seen = [outsider.client.get(f"/office/test/{address}") for address in (*pages, *files)]
    assert {answer.status_code for answer in seen} <= {200, 403}
    assert told([answer.text for answer in seen]) == []
    cards = (PAGE, f"{PAGE}/{reference}", f"{PAGE}/{reference}/delete")
    for address in (*cards, "/office/test/salutations", "/office/test/salutations/1"):
        assert outsider.client.get(address).status_code == 403


def test_in_the_history_only_who_may_see_cards_reads_of_them(
    desk: Desk, reader: Desk, saving: Saving, references: dict[str, str]
) -> None:
    reference = references["Nowak"]
    carded(saving, reference)
    page = desk.open(f"/office/test/audit?record={reference}")
    for words in ("Protocol card changed", "Order of precedence changed", "Seat or row", SECRETS["seat"], SALUTATION):
        assert words in page
    assert SECRETS["note"] not in page
    assert "Office “prefekt”" in desk.open("/office/test/audit?deed=protocol.office_added")
    assert "prefekt" in desk.page
    assert SECRETS["seat"] in desk.client.get("/office/test/audit.csv").text
    page = reader.open("/office/test/audit?deed=protocol.card")
    assert "does not exist here" in page
    assert reader.client.get("/office/test/audit.csv?deed=protocol.card").status_code == 422


def test_who_has_done_nothing_else_is_no_name_of_the_history(saving: Saving, references: dict[str, str]) -> None:
    with saving() as session:
        save(session, somebody(session, references["Nowak"]), seat="1")
        known = [kind for kind, _id, _name in actors(session, Question("test"))]
        left = [kind for kind, _id, _name in actors(session, Question("test", closed=["protocol"]))]
        assert (known.count("staff"), left.count("staff")) == (1, 0)


def test_the_copy_of_the_data_has_the_card_for_who_may_see_it(
    desk: Desk, reader: Desk, saving: Saving, references: dict[str, str]
) -> None:
    reference = references["Nowak"]
    carded(saving, reference)
    address = f"/office/test/attendees/{reference}/data.json"
    copy = json.loads(desk.client.get(address).text)
    assert {name: copy["protocol"][name] for name in SECRETS} == SECRETS
    assert (copy["protocol"]["precedence"], copy["salutation"]) == (1, SALUTATION)
    assert [event["action"] for event in copy["protocol"]["history"]] == ["protocol.card", "protocol.place"]
    assert not {"protocol", "salutation"} & set(json.loads(reader.client.get(address).text))
    nobodys = json.loads(desk.client.get(address.replace(reference, references["Zając"])).text)
    assert nobodys["protocol"] is None
    with pytest.raises(ValueError, match="'protocol' exists"):
        add_part(parts()["protocol"])
