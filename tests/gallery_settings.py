"""What only sent forms bring about in the settings: previews, people above a limit, mistakes, a quicker colleague."""

from typing import Any

from tests.attendees.people import Desk
from tests.gallery import Gallery
from tests.pages import Page

SETTINGS = "/office/test/settings"
NGO = "categories/ngo"


def hang_settings(gallery: Gallery, desk: Desk) -> None:
    """Hang every state of the forms; what is saved is one text, which changes nothing for anybody."""
    states: list[tuple[str, str, list[tuple[str, dict[str, str]]]]] = [
        ("empty window", "registration", [("check", {"registration_closes_at": "", "offer_hours": "0"})]),
        ("wrong category", NGO, [("check", {"capacity": "-1", "name_pl": "", "name_en": "", "policy": "?"})]),
        ("wrong days", "days", [("check", dict.fromkeys(("day_8", "day_9"), "0"))]),
        ("wrong texts", "texts", [("check", {"contact_email": "nobody"})]),
        ("preview of nothing", "texts", [("check", {})]),
        ("preview of closing", "registration", [("check", {"registration_closes_at": "2026-11-19T00:00"})]),
        ("preview of more places", NGO, [("check", {"capacity": "40", "policy": "approved"})]),
        ("preview of fewer places", NGO, [("check", {"capacity": "0"}), ("save", {})]),
        ("preview out of date", NGO, [("check", {"capacity": "40"}), ("save", {"seen": "another"})]),
        ("form again", NGO, [("check", {"capacity": "0"}), ("edit", {})]),
        ("stale", NGO, [("check", {"capacity": "40", "made_from": "another"})]),
        ("saved", "texts", [("check", {"notice_pl": f"Uwaga: {gallery.language}"}), ("save", {})]),
    ]
    for name, part, steps in states:
        _walk(gallery, desk, f"settings, {name}", part, steps)


def _walk(gallery: Gallery, desk: Desk, name: str, part: str, steps: list[tuple[str, dict[str, str]]]) -> None:
    typed: dict[str, Any] = _typed(desk.client.get(f"{SETTINGS}/{part}").text)
    for step, changes in steps:
        answer = desk.client.post(f"{SETTINGS}/{part}", data={**typed, "step": step, **changes})
        if answer.status_code == 303:
            answer = desk.client.get(answer.location)
        typed = _typed(gallery.hang(f"{name}, {step}", answer))


def _typed(html: str) -> dict[str, Any]:
    """Return what the page would send; the form of languages has the same token."""
    typed: dict[str, Any] = Page(html).typed()
    return {**typed, "csrf_token": typed["csrf_token"][:1]}
