"""The protocol's pages: welcome list, card, offices, the panel; and that nobody else sees any of it."""

from sokwms_reg.editions.models import Edition
from sokwms_reg.protocol import queries, service
from sokwms_reg.protocol.states import CARD_FIELDS, USUAL_OFFICES
from tests.attendees.people import Desk, Saving
from tests.protocol.cards import ORDER, SECRETS, put, save, somebody

PAGE = "/office/test/protocol"


def hidden(desk: Desk, *names: str) -> dict[str, str]:
    """Return hidden fields of the page in view."""
    return {name: desk.page.split(f'name="{name}" value="')[1].split('"')[0] for name in names}


def order_seen(desk: Desk) -> str:
    """Return the mark of the order on the card in view."""
    return desk.page.split('id="place"')[1].split('name="made_from" value="')[1].split('"')[0]


def marks(desk: Desk, reference: str) -> dict[str, str]:
    """Open a card and return what its form carries along."""
    desk.open(f"{PAGE}/{reference}")
    return hidden(desk, "made_from", "instead_of")


def card(saving: Saving, reference: str) -> dict[str, object]:
    """Return what is stored about somebody; nothing but salutation and role where there is no card."""
    with saving() as session:
        found = somebody(session, reference)
        stored = queries.card_of(session, found)
        texts = {name: getattr(stored, name) for name in CARD_FIELDS} if stored else {}
        return {"salutation": found.salutation, "role": found.role, **texts}


def made(desk: Desk, reference: str, **fields: str) -> str:
    """Save a card as its form stands, with some fields."""
    return desk.send(f"{PAGE}/{reference}", 303, **marks(desk, reference), **fields)


def test_a_card_is_made_with_the_salutation_that_is_proposed(
    desk: Desk, saving: Saving, references: dict[str, str]
) -> None:
    reference = references["Nowak"]
    assert "There is nobody on this list yet." in desk.open(PAGE)
    person = desk.open(f"/office/test/attendees/{reference}")
    assert "There is no card of this person." in person
    assert f"{PAGE}/{reference}" in person
    page = desk.open(f"{PAGE}/{reference}")
    assert 'value="Szanowny Panie Marszałku,"' in page
    assert "Proposed for the office “marszałek województwa”" in page
    assert card(saving, reference) == {"salutation": "", "role": "participant"}
    made(desk, reference, guest="yes", salutation="Szanowny Panie Marszałku,", **SECRETS)
    assert "The card has been saved." in desk.page
    stored = {"salutation": "Szanowny Panie Marszałku,", "role": "guest_of_honour", **SECRETS}
    assert card(saving, reference) == stored
    made(desk, reference, guest="yes", salutation="Szanowny Panie Marszałku,", **SECRETS)
    assert "The card was already the same." in desk.page
    panel = desk.open(f"/office/test/attendees/{reference}")
    assert SECRETS["escort"] in panel
    assert "tel:+48417777777" in panel
    made(desk, references["Ćwik"], position_pl="Wójt Gminy", office_phone="41 342 11 11 w. 204", salutation="")
    assert "tel:413421111" in desk.open(PAGE)
    made(desk, references["Ćwik"], position_en="Voivode", position_pl="doradczyni", office_phone="przez kancelarię")
    assert "tel:413421111" not in desk.open(PAGE)
    assert "Proposed for the office “voivode”" in desk.open(f"{PAGE}/{references['Ćwik']}")
    welcome = desk.open(PAGE)
    assert SECRETS["seat"] in welcome
    assert "Szanowny Panie Marszałku," in welcome


def test_the_order_is_set_by_buttons_and_read_with_a_filter(
    desk: Desk, saving: Saving, references: dict[str, str]
) -> None:
    with saving() as session:
        for name in ("Łącka", "Nowak", "Zając"):
            save(session, somebody(session, references[name]), guest=name == "Zając")

    def names() -> list[str]:
        rows = desk.page.split('<tr id="person-')[1:]
        return [next(name for name, each in references.items() if row.startswith(each)) for row in rows]

    def press(name: str, words: str) -> None:
        row = desk.page.split(f'<tr id="person-{references[name]}')[1].split("</tr>")[0]
        number = row.split(f">{words}<")[0].rpartition('name="number" value="')[2].split('"')[0]
        mark = row.split('name="made_from" value="')[1].split('"')[0]
        desk.send(f"{PAGE}/{references[name]}/place", 303, number=number, made_from=mark)

    desk.open(PAGE)
    for name, words, expected in [
        ("Zając", "Place at the end", ["Zając", "Łącka", "Nowak"]),
        ("Nowak", "Place at the end", ["Zając", "Nowak", "Łącka"]),
        ("Nowak", "Up", ["Nowak", "Zając", "Łącka"]),
        ("Nowak", "Down", ["Zając", "Nowak", "Łącka"]),
    ]:
        press(name, words)
        assert names() == expected
    assert ">Up<" not in desk.page.split("</tr>")[1]
    assert "Waiting list</span>" in desk.page.split(f'<tr id="person-{references["Zając"]}')[1].split("</tr>")[0]
    desk.open(f"{PAGE}/{references['Łącka']}")
    assert "No place in the order yet." in desk.page
    mark = order_seen(desk)
    desk.send(f"{PAGE}/{references['Łącka']}/place", 303, number="1", made_from=mark)
    assert names() == ["Łącka", "Zając", "Nowak"]
    desk.send(f"{PAGE}/{references['Łącka']}/place", to="out")
    assert names() == ["Zając", "Nowak", "Łącka"]
    for name in ("Łącka", "Ćwik"):  # out already, and without a card
        desk.send(f"{PAGE}/{references[name]}/place", to="out")
        assert "The order was already the same." in desk.page
    desk.open(f"{PAGE}?guests=yes")
    assert names() == ["Zając"]
    assert "was not understood and was left out" in desk.open(f"{PAGE}?guests=no&colour=red")
    assert desk.client.get(f"{PAGE}?guests=").status_code == 302
    people = desk.open("/office/test/attendees?guest=yes")
    assert references["Zając"] in people
    assert references["Nowak"] not in people
    desk.open(f"{PAGE}/{references['Nowak']}")
    assert "Place 2 of 2." in desk.page
    for wrong in ("0", "-1", "x", "99999999999999999999", ""):
        desk.send(f"{PAGE}/{references['Nowak']}/place", 422, number=wrong)
        assert "Please give the place as a number, 1 for the first." in desk.page
        assert f'value="{wrong}"' in desk.page or not wrong


def test_the_second_to_set_a_place_sees_both_orders(desk: Desk, saving: Saving, references: dict[str, str]) -> None:
    with saving() as session:
        for number, name in enumerate(("Łącka", "Nowak", "Zając"), start=1):
            put(session, save(session, somebody(session, references[name])), number)
    desk.open(PAGE)
    old = hidden(desk, "made_from")
    with saving() as session:
        stored = queries.card_of(session, somebody(session, references["Zając"]))
        assert stored is not None
        put(session, stored, 1)
    address = f"{PAGE}/{references['Nowak']}/place"
    page = desk.send(address, 422, number="1", **old)
    assert "Changed by a colleague" in page
    assert [row.split("<")[0] for row in page.split('data-label="Theirs, stored">')[1:]] == ["3", "1", "2"]
    assert [row.split("<")[0] for row in page.split('data-label="Yours, not saved yet">')[1:]] == ["1", "2", "3"]
    mark = order_seen(desk)
    assert "The colleague&#39;s order has been kept." in desk.send(address, 303, deed="theirs")
    desk.send(address, 303, number="1", deed="mine", made_from=mark)
    with saving() as session:
        shown = queries.welcome_list(session, somebody(session, references["Nowak"]).edition_id)
        assert [one.registration.last_name for one in shown] == ["Nowak", "Zając", "Łącka"]
        for one in shown:
            service.delete(session, session.get_one(Edition, one.card.edition_id), one.card, ORDER)
        save(session, somebody(session, references["Nowak"]))
    assert "Changed" in desk.send(address, 422, number="1", **old)
    assert 'data-label="Theirs, stored">no place<' in desk.page


def test_the_second_of_two_colleagues_decides_about_both_versions(
    desk: Desk, saving: Saving, references: dict[str, str]
) -> None:
    reference = references["Łącka"]
    old = marks(desk, reference)
    with saving() as session:
        save(session, somebody(session, reference), seat="7", guest=True)
    typed = {"salutation": "", "seat": "8"}
    desk.send(f"{PAGE}/{reference}", 422, **typed, **old)
    assert "Changed by a colleague" in desk.page
    assert 'data-label="Theirs, stored">7<' in desk.page
    assert 'data-label="Yours, not saved yet">8<' in desk.page
    assert "Guest of honour</th>" in desk.page
    fresh = hidden(desk, *old)
    desk.send(f"{PAGE}/{reference}", 303, deed="theirs", **typed, **fresh)
    assert "The colleague&#39;s version has been kept." in desk.page
    desk.send(f"{PAGE}/{reference}", 303, deed="mine", **typed, **fresh)
    assert card(saving, reference) | {"seat": "8", "role": "participant"} == card(saving, reference)
    old = marks(desk, reference)
    with saving() as session:
        save(session, somebody(session, reference), salutation="Szanowna Pani Prezes,")
    desk.send(f"{PAGE}/{reference}", 422, salutation="Szanowna Pani,", seat="8", **old)
    assert 'data-label="Theirs, stored">Szanowna Pani Prezes,<' in desk.page
    assert 'name="salutation" type="text" autocomplete="off" value="Szanowna Pani,"' in desk.page
    desk.send(f"{PAGE}/{reference}", 422, salutation="", seat="9", **{**old, "made_from": "older"})
    assert 'name="salutation" type="text" autocomplete="off" value="Szanowna Pani Prezes,"' in desk.page


def test_a_card_is_deleted_after_a_question(desk: Desk, saving: Saving, references: dict[str, str]) -> None:
    reference = references["Nowak"]
    desk.open(f"{PAGE}/{reference}/delete", 404)
    made(desk, reference, seat="7", salutation="Szanowny Panie,")
    assert "Delete the card?" in desk.open(f"{PAGE}/{reference}/delete")
    for _again in range(2):
        desk.send(f"{PAGE}/{reference}/delete")
        assert "The card has been deleted." in desk.page
    assert card(saving, reference) == {"salutation": "Szanowny Panie,", "role": "participant"}


def test_a_form_comes_back_with_errors_and_with_a_proposal(
    desk: Desk, saving: Saving, references: dict[str, str]
) -> None:
    reference = references["Zając"]
    assert "The list of offices has none" in desk.open(f"{PAGE}/{reference}")
    desk.send(f"{PAGE}/{reference}", 422, seat="x" * 201, escort="Ewa")
    assert "Please use at most 200 characters." in desk.page
    assert 'value="Ewa"' in desk.page
    number = next(one.ordinal for one in USUAL_OFFICES if one.masculine == "marszałek województwa")
    desk.send(f"{PAGE}/{reference}", 200, deed="propose", office=str(number), escort="Ewa")
    assert 'value="Szanowna Pani Marszałek,"' in desk.page
    assert 'value="Ewa"' in desk.page
    desk.send(f"{PAGE}/{reference}", 422, deed="propose", office="999")
    assert "This office is not in the list" in desk.page
    assert "seat" not in card(saving, reference)
    answer = desk.client.get(f"{PAGE}/{reference.lower()}")
    assert answer.location == f"{PAGE}/{reference}"
    desk.open(f"{PAGE}/NOBODY00", 404)
