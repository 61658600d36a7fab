"""A person's page while somebody works on it: every section's form, two colleagues at once, notes, two become one."""

import re

from sokwms_reg.registration.service import SECTIONS
from sokwms_reg.registration.states import State
from tests.attendees.people import Desk
from tests.gallery import Gallery
from tests.gallery_states import HOME, PERSON
from tests.house import House
from tests.pages import Page

WRONG = {
    "contact": {"email": "nobody", "phone": "x"},
    "stay": {"days": ""},
    "role": {"role": "king"},
    "consents": {"consent_next": "yes"},
}


def hang_person(gallery: Gallery, desk: Desk, house: House) -> None:
    """Hang the states of a person's page; two registrations of the language in turn are one afterwards."""
    known = house.registrations
    one, other = (
        known.get((state, gallery.language), known[state, "pl"])[1] for state in (State.CONFIRMED, State.OFFERED)
    )
    page = f"/office/test/attendees/{one}"
    for section in SECTIONS:
        gallery.hang(f"office, {section} in hand", desk.client.get(f"{page}?edit={section}"))
    for section, fields in WRONG.items():
        _send(gallery, desk, f"{section} wrong", f"{page}/edit/{section}", page, **fields)
    _send(gallery, desk, "changed meanwhile", f"{page}/edit/contact", page, email="x@example.org", made_from="old")
    _send(gallery, desk, "salutation changed meanwhile", f"{page}/salutation", page, salutation="x", instead_of="old")
    _send(gallery, desk, "link blocked for too long a reason", f"{page}/link/block", page, reason="x" * 2000)
    _hang_notes(gallery, desk, page)
    _hang_tags(gallery, desk, page)
    _hang_bulk(gallery, desk, one)
    _hang_room(gallery, desk)
    for each in (one, other):
        somebody = f"/office/test/attendees/{each}"
        email = f"biuro-{gallery.language}@example.org"
        _send(gallery, desk, "section saved", f"{somebody}/edit/contact", somebody, email=email)
    gallery.hang("office, a pair of duplicates", desk.client.get("/office/test/attendees/duplicates"))
    _hang_merging(gallery, desk, f"{page}/merge/{other}")
    gallery.hang("office, merged into another", desk.client.get(f"/office/test/attendees/{other}"))


def _send(gallery: Gallery, desk: Desk, name: str, address: str, opened: str, **fields: str) -> str:
    """Send a form with the token of a page; hang the answer, or where it leads to."""
    desk.open(opened)
    answer = desk.client.post(address, data={"csrf_token": desk.token(), **fields})
    gallery.hang(f"office, {name}", answer)
    if answer.status_code != 303:
        return answer.text
    return gallery.hang(f"office, {name}", desk.client.get(answer.location))


def _hang_notes(gallery: Gallery, desk: Desk, page: str) -> None:
    _send(gallery, desk, "an empty note", f"{page}/notes", page, text="")
    text = _send(gallery, desk, "a note", f"{page}/notes", page, text="Prośba\no miejsce")
    numbers = re.findall(r'id="note-(\d+)"', text)
    gallery.hang("office, a note in hand", desk.client.get(f"{page}?edit=note-{numbers[0]}"))
    _send(gallery, desk, "a note changed meanwhile", f"{page}/notes/{numbers[0]}", page, text="x", made_from="old")
    gallery.hang("office, deleting a note", desk.client.get(f"{page}/notes/{numbers[0]}/delete"))
    _send(gallery, desk, "a note that is gone", f"{page}/notes/99999", page, text="x")


def _hang_merging(gallery: Gallery, desk: Desk, address: str) -> None:
    typed = {name: value[0] for name, value in Page(desk.open(address)).typed().items() if value}
    del typed["csrf_token"]
    _send(gallery, desk, "merging, nothing chosen", address, address, made_from=typed["made_from"])
    _send(gallery, desk, "merging, changed meanwhile", address, address, **{**typed, "made_from": "old"})
    _send(gallery, desk, "merging, what happens", address, address, **{**typed, "step": "check"})
    _send(gallery, desk, "merged", address, address, **{**typed, "step": "merge"})
    _send(gallery, desk, "merged already", address, address.partition("/merge")[0], **{**typed, "step": "merge"})


def _hang_tags(gallery: Gallery, desk: Desk, page: str) -> None:
    tags = "/office/test/tags"
    _send(gallery, desk, "an empty tag", f"{page}/tags", page, tag="")
    name = f"hotel {gallery.language}"
    _send(gallery, desk, "a tag", f"{page}/tags", page, tag=name)
    number = re.findall(r"/tags/(\d+)\"", gallery.hang("office, tags", desk.client.get(tags)))[0]
    gallery.hang("office, a tag of many", desk.client.get(f"{tags}/{number}"))
    _send(gallery, desk, "a tag's name taken", f"{tags}/{number}", f"{tags}/{number}", tag="parking")


def _hang_bulk(gallery: Gallery, desk: Desk, one: str) -> None:
    bulk, people = "/office/test/attendees/bulk", "/office/test/attendees"
    for deed in ("refuse", "category", "cancel", "tag", "untag"):
        _send(gallery, desk, f"many: {deed}", bulk, people, deed=deed, everybody="yes")
        _send(
            gallery, desk, f"many: {deed} without an answer", bulk, people, deed=deed, everybody="yes", step="preview"
        )
    _send(gallery, desk, "many: accept", bulk, people, deed="accept", everybody="yes")
    _send(gallery, desk, "many: a tag previewed", bulk, people, deed="tag", reference=one, tag="x", step="preview")
    _send(gallery, desk, "many: changed meanwhile", bulk, people, deed="accept", reference=one, step="do", seal="x")
    _send(gallery, desk, "many: nobody", bulk, people, deed="accept")


def _hang_room(gallery: Gallery, desk: Desk) -> None:
    """Hang the question where no place is free for somebody who telephones, and the deed without a reason."""
    address = "/office/test/register/ngo"
    typed = {name: value[0] for name, value in Page(desk.open(address)).typed().items() if value}
    typed |= {**PERSON, **HOME, "email": f"{gallery.language}@example.org"}
    gallery.hang("office, no place by hand", desk.client.post(address, data=typed))
    beyond = {**typed, "place": "beyond"}
    gallery.hang("office, a place by hand without a reason", desk.client.post(address, data=beyond))
