"""What the office's layout shows around every page: edition, menu, who is signed in, languages."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Flask, g, request, url_for
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from sokwms_reg.core import i18n
from sokwms_reg.core.db import db
from sokwms_reg.core.i18n import N_, gettext
from sokwms_reg.core.office import allowed
from sokwms_reg.editions.models import Edition, Membership, Role
from sokwms_reg.editions.queries import editions_of, memberships
from sokwms_reg.editions.states import PERMISSIONS, Permission

PREFIX = "/office/"
SETTINGS = {"places.settings", "places.settings_form", "places.settings_sent"}

ROLES = {
    Role.ADMINISTRATOR: N_("administrator"),
    Role.ORGANISER: N_("organiser"),
    Role.SECRETARIAT: N_("secretariat"),
    Role.RECEPTION: N_("reception"),
    Role.READER: N_("reader"),
}


@dataclass(frozen=True)
class EditionOfMine:
    """An edition that somebody may see, what they are in it, and what they may do there."""

    edition: Edition
    role: str
    rights: frozenset[Permission]


def my_editions() -> list[EditionOfMine]:
    """Return the editions that the signed-in person may see, with the role in words; asked once a request."""
    if "my_editions" not in g:
        mine = memberships(db.session(), int(current_user.id))
        editions = editions_of(db.session(), int(current_user.id), Permission.PEOPLE_READ)
        g.my_editions = [
            EditionOfMine(edition, _role_in(mine, edition), _rights_in(mine, edition)) for edition in editions
        ]
    found: list[EditionOfMine] = g.my_editions
    return found


def _role_in(mine: Sequence[Membership], edition: Edition) -> str:
    """Return the role in an edition: its own where there is one, otherwise that in the whole installation."""
    roles = {membership.edition_id: membership.role for membership in mine}
    role = roles.get(edition.id) or roles.get(None)
    return gettext(ROLES[Role(role)]) if role else ""


def _rights_in(mine: Sequence[Membership], edition: Edition) -> frozenset[Permission]:
    """Return what somebody may do in an edition, by all roles that count there, without asking once more."""
    roles = [Role(membership.role) for membership in mine if membership.edition_id in {None, edition.id}]
    return frozenset().union(*(PERMISSIONS[role] for role in roles))


def show_edition(slug: str) -> None:
    """Say which edition a page is about whose address does not name it."""
    g.office_slug = slug


def init_backoffice(app: Flask) -> None:
    """Give the office's layout what it shows."""
    app.context_processor(_words)


def _words() -> dict[str, object]:
    if not request.path.startswith(PREFIX) or not current_user.is_authenticated:
        return {}
    try:
        return _frame()
    except SQLAlchemyError:
        # Only the page that says so can be on its way now, and it stands without a menu.
        db.session.rollback()
        return {}


def _frame() -> dict[str, object]:
    shown = _shown()
    home = url_for("backoffice.front", slug=shown.edition.slug) if shown else url_for("backoffice.home")
    return {
        "office_edition": shown.edition if shown else None,
        "office_home": home,
        "office_nav": _menu(shown),
        "office_switch": _others(shown),
        "office_user": {"name": current_user.name or current_user.email, "role": shown.role if shown else ""},
        "office_my_languages": _languages(),
        "office_here": request.full_path.rstrip("?") if request.method == "GET" else home,
        "public_url": _public_url(shown),
    }


def _shown() -> EditionOfMine | None:
    """Return the edition of the page; the only one where there is but one."""
    slug = (request.view_args or {}).get("slug") or g.get("office_slug")
    mine = my_editions()
    if slug is None and len(mine) == 1:
        return mine[0]
    return next((each for each in mine if each.edition.slug == slug), None)


def _menu(shown: EditionOfMine | None) -> list[dict[str, object]]:
    items = []
    if shown:
        slug = shown.edition.slug
        items.append((url_for("backoffice.front", slug=slug), gettext("Overview"), {"backoffice.front"}))
        items.append(
            (
                url_for("attendees.people", slug=slug),
                gettext("Participants"),
                {"attendees", "imports", "places.enter", "places.entered"},
            )
        )
        decisions = {"places.decisions", "places.decide"}
        items.append((url_for("places.decisions", slug=slug), gettext("Decisions"), decisions))
        items.append((url_for("places.waiting", slug=slug), gettext("Waiting list"), {"places.waiting"}))
        if Permission.TASKS_READ in shown.rights:
            items.append((url_for("planning.calendar", slug=slug), gettext("Calendar"), {"planning"}))
        if Permission.PEOPLE_EXPORT in shown.rights:
            items.append((url_for("handovers.overview", slug=slug), gettext("Lists handed over"), {"handovers"}))
        if Permission.PROTOCOL_READ in shown.rights:
            items.append((url_for("protocol.welcome", slug=slug), gettext("Protocol"), {"protocol"}))
        if Permission.AUDIT_READ in shown.rights:
            items.append((url_for("backoffice.audit", slug=slug), gettext("History"), {"backoffice.audit"}))
        if Permission.SETTINGS_READ in shown.rights:
            items.append((url_for("places.settings", slug=slug), gettext("Settings"), SETTINGS))
    if Permission.OUTBOX_READ in shown.rights if shown else allowed(Permission.OUTBOX_READ, None):
        chosen = shown.edition.slug if shown and len(my_editions()) > 1 else None
        items.append(
            (
                url_for("backoffice.outbox", edition=chosen),
                gettext("Outbox"),
                {"backoffice.outbox", "backoffice.message"},
            )
        )
    if len(my_editions()) > 1:
        items.append((url_for("backoffice.home"), gettext("Editions"), {"backoffice.home"}))
    here = {request.endpoint, request.blueprint}
    return [{"url": url, "text": text, "current": bool(here & places)} for url, text, places in items]


def _others(shown: EditionOfMine | None) -> list[dict[str, object]]:
    """Return the other editions, each with the same page there where its menu has it, otherwise with its front page."""
    others = [each for each in my_editions() if each is not shown] if shown else []
    return [{"name": each.edition.name, "url": _same_place(each)} for each in others]


def _same_place(other: EditionOfMine) -> object:
    front = url_for("backoffice.front", slug=other.edition.slug)
    return next((item["url"] for item in _menu(other) if item["current"]), front)


def _languages() -> list[dict[str, object]]:
    return [
        {"text": name, "code": code, "current": code == i18n.current_language()}
        for code, name in i18n.LANGUAGE_NAMES.items()
    ]


def _public_url(shown: EditionOfMine | None) -> str:
    language = i18n.current_language()
    if shown and shown.edition.published:
        return url_for("site.edition", language=language, slug=shown.edition.slug)
    return url_for("site.home", language=language)
