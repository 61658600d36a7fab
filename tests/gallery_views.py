"""Saved views of the list: what only a sent form or another colleague brings about."""

from tests.attendees.people import Desk
from tests.gallery import Gallery
from tests.house import House

VIEWS = "/office/test/views"


def hang_views(gallery: Gallery, desk: Desk, house: House) -> None:
    """Hang a list that opened from a view, refused names, and what the second of two is told."""
    one = f"{VIEWS}/{house.view_id}"
    opened = f"/office/test/attendees?view={house.view_id}"
    gallery.hang("office, a view", desk.client.get(opened))
    gallery.hang("office, a view, changed", desk.client.get(f"{opened}&state=confirmed"))
    for name, address, fields in (
        ("view without a name", f"{VIEWS}/new?state=gone", {}),
        ("view renamed to nothing", one, {"name": " "}),
        ("view renamed at once", one, {"name": "Hotel", "changes": "x"}),
        ("view saved at once", f"{one}/list?state=confirmed&rows=200", {"changes": "x"}),
        ("view that is gone", f"{VIEWS}/999/list?state=confirmed", {}),
        ("view opens by itself", one, {"deed": "open"}),
    ):
        desk.open(one)
        answer = desk.client.post(address, data={"csrf_token": desk.token(), **fields})
        gallery.hang(f"office, {name}", answer)
        if answer.status_code == 303:
            gallery.hang(f"office, {name}", desk.client.get(answer.location))
            gallery.hang(f"office, {name}, its page", desk.client.get(one))
            gallery.hang(f"office, {name}, the list", desk.client.get("/office/test/attendees"))
            desk.open(one)
            desk.client.post(one, data={"csrf_token": desk.token(), "deed": "plain"})
    gallery.hang("office, no views yet", desk.client.get("/office/bare/views"))
