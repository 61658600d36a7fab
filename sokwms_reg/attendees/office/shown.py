"""A list as its address asks for it: what is shown, the saved view it came from, and the addresses that lead on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from flask import request, url_for
from sqlalchemy.orm import Session

from sokwms_reg.attendees import queries
from sokwms_reg.attendees.models import SavedView
from sokwms_reg.attendees.office.notices import Problems
from sokwms_reg.attendees.office.taking import NO_VIEW, VIEW, Opened, open_view
from sokwms_reg.core.office import allowed
from sokwms_reg.editions.models import Edition
from sokwms_reg.editions.states import Permission

MOST_CHIPS = 8  # views that stand above the list; the others stand on a page of their own


@dataclass(frozen=True)
class Shown:
    """A list as the address asks for it, with the saved views of the office."""

    scope: queries.Scope
    wish: queries.Wish
    problems: Problems
    views: Sequence[SavedView]
    view: SavedView | None
    sees_needs: bool

    @property
    def slug(self) -> str:
        """Return the edition's part of addresses."""
        return self.scope.edition.slug

    @property
    def columns(self) -> list[queries.Column]:
        """Return the columns that are shown."""
        return [queries.columns()[name] for name in self.names]

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the columns that are shown."""
        return self.wish.columns or queries.USUAL

    @cached_property
    def saved(self) -> queries.Wish | None:
        """Return what the view that the list came from asks for."""
        if self.view is None:
            return None
        return asked(self.scope, self.view, sees_needs=self.sees_needs)

    @property
    def changed(self) -> bool:
        """Tell whether the list is another one than the view that it came from."""
        return self.saved is not None and replace(self.wish, page=1) != self.saved

    @property
    def chips(self) -> list[SavedView]:
        """Return the views to choose from above the list."""
        first = list(self.views[:MOST_CHIPS])
        return first if self.view is None or self.view in first else [*first, self.view]

    @property
    def has_default(self) -> bool:
        """Tell whether a view opens where the list is called without anything."""
        return any(view.is_default for view in self.views)

    def arguments(self, wish: queries.Wish) -> dict[str, Any]:
        """Return a list as an address has it. It says where it came from, and never only that: this would be the view.

        The page is no part of it.
        """
        given: dict[str, Any] = wish.address()
        if self.view is not None:
            if replace(wish, page=1) == self.saved:
                return {VIEW: self.view.id}
            return {VIEW: self.view.id, **(given or {"rows": wish.rows})}
        return given or ({VIEW: NO_VIEW} if self.has_default else {})

    def link(self, wish: queries.Wish, page: int | None = None) -> str:
        """Return the address of a list."""
        return url_for("attendees.people", slug=self.slug, **self.arguments(wish), page=page)

    @property
    def plain(self) -> str:
        """Return the address of the list of everybody, as it is without any view."""
        return url_for("attendees.people", slug=self.slug, view=NO_VIEW if self.has_default else None)

    @property
    def came_from(self) -> list[tuple[str, object]]:
        """Return what a form that asks for another list says of where it stands: the view or none, and the columns."""
        view: list[tuple[str, object]] = [(VIEW, self.view.id)] if self.view else []
        view = view or ([(VIEW, NO_VIEW)] if self.has_default else [])
        return [*view, *([("columns", ",".join(self.wish.columns))] if self.wish.columns else [])]

    @property
    def fields(self) -> list[tuple[str, object]]:
        """Return the list as the hidden fields of a form that adds a column to it."""
        given = {**self.arguments(self.wish), **self.wish.address(), "columns": ",".join(self.names)}
        every = [(name, value if isinstance(value, list) else [value]) for name, value in given.items()]
        return [(name, value) for name, values in every for value in values]

    @property
    def exact(self) -> dict[str, Any]:
        """Return the arguments of a file of exactly what is seen."""
        return {**self.wish.arguments(), "columns": ",".join(self.names)}


def shown_list(session: Session, edition: Edition) -> Shown:
    """Read the address of a list; without anything it is the view that opens by itself."""
    scope = queries.scope_of(session, edition)
    views = queries.views_in(session, edition.id)
    opened = open_view(views, request.args.to_dict(flat=False))
    if not request.args and (by_itself := next((view for view in views if view.is_default), None)):
        opened = Opened(by_itself.arguments(), by_itself)
    sees_needs = allowed(Permission.NEEDS_READ, edition.slug)
    wish, problems = queries.read(scope, opened.arguments, sees_needs=sees_needs)
    return Shown(scope, plain_columns(wish), (*opened.problems, *problems), views, opened.view, sees_needs)


def asked(scope: queries.Scope, view: SavedView, *, sees_needs: bool) -> queries.Wish:
    """Return what a view asks for, without what does not exist any more or is not open to the reader."""
    wish, _problems = queries.read(scope, view.arguments(), sees_needs=sees_needs)
    return plain_columns(wish)


def plain_columns(wish: queries.Wish) -> queries.Wish:
    """Return the wish without its columns where they are the usual ones, so that one list has one address."""
    return replace(wish, columns=()) if wish.columns == queries.USUAL else wish
