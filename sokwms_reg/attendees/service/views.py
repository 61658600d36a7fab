"""Saving views of the list for the whole office of an edition. All of it is recorded in the history."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.attendees.models import SavedView
from sokwms_reg.attendees.queries import Wish, default_view, view_at, views_in
from sokwms_reg.audit.models import Actor
from sokwms_reg.audit.service import record
from sokwms_reg.core.search import fold
from sokwms_reg.editions.models import Edition

LONGEST_NAME = 80  # characters of a view's name
MOST_VIEWS = 50  # of an edition; more are found by nobody
_SPOKEN = {"question": "filter"}  # the history has one word for what lists are narrowed by


class ViewError(Exception):
    """A view cannot be saved; nothing was stored."""


class ViewNameTakenError(ViewError):
    """Another view of the edition has this name, however it is spelt."""


class TooManyViewsError(ViewError):
    """The edition has as many views as it may."""


class GoneViewError(ViewError):
    """The edition has no such view, or no longer."""


class StaleViewError(ViewError):
    """Somebody else has changed the view since the page was opened."""


@dataclass(frozen=True)
class Doing:
    """Who does it and when; `seen` is the view's count of changes on the page that was sent."""

    actor: Actor
    now: datetime
    seen: int | None = None


def save_view_as(session: Session, edition: Edition, name: str, wish: Wish, doing: Doing) -> SavedView:
    """Save a new view. Raises ViewNameTakenError, TooManyViewsError."""
    _one_by_one(session, edition)
    _demand_name(session, edition, name, None)
    if len(views_in(session, edition.id)) >= MOST_VIEWS:
        raise TooManyViewsError
    view = SavedView(edition_id=edition.id, **_named(name), **_content(wish), **_saved(doing))
    session.add(view)
    session.flush()
    _record(session, edition, view, "saved", doing, {"name": [None, name], "filter": [None, view.question]})
    return view


def view_to_change(session: Session, edition: Edition, number: int) -> SavedView:
    """Return a view, which nobody else can change before the caller commits. Raises GoneViewError."""
    _one_by_one(session, edition)
    view = view_at(session, edition.id, number)
    if view is None:
        raise GoneViewError
    return view


def save_view(session: Session, edition: Edition, view: SavedView, wish: Wish, doing: Doing) -> None:
    """Save another content under the same name, if it is another one. Raises StaleViewError."""
    _demand_seen(view, doing)
    new = _content(wish)
    changes = {_SPOKEN.get(name, name): [getattr(view, name), value] for name, value in new.items()}
    changes = {name: both for name, both in changes.items() if both[0] != both[1]}
    if not changes:
        return
    _change(session, view, {**new, **_saved(doing)})
    _record(session, edition, view, "changed", doing, {"name": [view.name, view.name], **changes})


def rename_view(session: Session, edition: Edition, view: SavedView, name: str, doing: Doing) -> None:
    """Give another name, if it is another one. Raises ViewNameTakenError, StaleViewError."""
    _demand_seen(view, doing)
    _demand_name(session, edition, name, view.id)
    old = view.name
    if old == name:
        return
    _change(session, view, {**_named(name), **_saved(doing)})
    _record(session, edition, view, "renamed", doing, {"name": [old, name]})


def open_by_itself(session: Session, edition: Edition, view: SavedView, doing: Doing) -> None:
    """Let this view open where the list is called without anything, instead of another one."""
    old = default_view(session, edition.id)
    if old is view:
        return
    if old is not None:
        old.is_default = False
        session.flush()  # there is one at most
    view.is_default = True
    session.flush()
    _record(session, edition, view, "default", doing, {"name": [old.name if old else None, view.name]})


def no_longer_by_itself(session: Session, edition: Edition, view: SavedView, doing: Doing) -> None:
    """Let everybody be shown where the list is called without anything, if it was this view."""
    if view.is_default:
        view.is_default = False
        session.flush()
        _record(session, edition, view, "default", doing, {"name": [view.name, None]})


def delete_view(session: Session, edition: Edition, view: SavedView, doing: Doing) -> None:
    """Delete a view; the people in it are not touched."""
    _record(session, edition, view, "deleted", doing, {"name": [view.name, None], "filter": [view.question, None]})
    session.delete(view)
    session.flush()


def _named(name: str) -> dict[str, Any]:
    return {"name": name, "name_folded": fold(name)}


def _content(wish: Wish) -> dict[str, Any]:
    return {"question": wish.arguments(), "columns": list(wish.columns), "rows": wish.rows}


def _saved(doing: Doing) -> dict[str, Any]:
    return {"saved_at": doing.now, "saved_by": doing.actor.label}


def _one_by_one(session: Session, edition: Edition) -> None:
    """Let nobody else change views of this edition meanwhile, so that the database has nothing to refuse."""
    session.execute(select(Edition.id).where(Edition.id == edition.id).with_for_update(key_share=True))


def _demand_name(session: Session, edition: Edition, name: str, besides: int | None) -> None:
    same = select(SavedView.id).where(SavedView.edition_id == edition.id, SavedView.name_folded == fold(name))
    if session.scalar(same) not in {None, besides}:
        raise ViewNameTakenError(name)


def _demand_seen(view: SavedView, doing: Doing) -> None:
    if view.changes != doing.seen:
        raise StaleViewError(view.name)


def _change(session: Session, view: SavedView, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(view, name, value)
    view.changes += 1
    session.flush()


def _record(
    session: Session, edition: Edition, view: SavedView, deed: str, doing: Doing, changes: dict[str, list[Any]]
) -> None:
    subject, scope = view.subject_ref, edition.slug
    record(session, doing.actor, f"attendees.view_{deed}", subject, doing.now, scope=scope, changes=changes)
