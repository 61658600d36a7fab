"""What only sent forms bring about in the protocol: errors, proposals, two colleagues at once, an empty list."""

from sokwms_reg.registration.states import State
from tests.attendees.people import Desk
from tests.gallery import Gallery
from tests.house import House

PAGE = "/office/test/protocol"


def hang_protocol(gallery: Gallery, desk: Desk, house: House) -> None:
    """Hang the states of the protocol's pages."""
    card = f"{PAGE}/{house.reference(State.CONFIRMED)}"
    gallery.hang("office, nobody to welcome", desk.client.get("/office/bare/protocol"))
    desk.open(card)
    token = desk.token()
    for name, address, fields in (
        ("a card with errors", card, {"seat": "x" * 300, "note": "x" * 2000}),
        ("a salutation proposed", card, {"deed": "propose", "office": "1"}),
        ("no salutation to propose", card, {"deed": "propose", "office": "x"}),
        ("a card changed meanwhile", card, {"seat": "2", "made_from": "old"}),
        ("no place", f"{card}/place", {"number": "x"}),
        ("an order changed meanwhile", f"{PAGE}/{house.reference(State.PENDING)}/place", {"number": "1"}),
        ("an office with errors", "/office/test/salutations/2", {}),
        ("an office changed meanwhile", "/office/test/salutations/2", _office(made_from="old")),
        ("an office that is gone", "/office/test/salutations/999", _office()),
    ):
        answer = desk.client.post(address, data={"csrf_token": token, **fields})
        gallery.hang(f"office, {name}", answer)


def _office(**more: str) -> dict[str, str]:
    return {"masculine": "doża", "to_man": "Panie Dożo,", "to_woman": "Pani Dożo,", **more}
