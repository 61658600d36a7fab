"""What the address of a file asks for: whom, which columns; what of it cannot be followed is told in sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import request
from sqlalchemy.orm import Session

from sokwms_reg.attendees import exports, queries
from sokwms_reg.attendees.models import SavedView
from sokwms_reg.attendees.office.notices import Problems, refusals
from sokwms_reg.core.i18n import gettext
from sokwms_reg.core.office import allowed
from sokwms_reg.editions.states import Permission

LONG = 20_000  # people: a workbook of more takes longer than a page may, and is made by the worker
SLOW = frozenset({exports.Format.XLSX, exports.Format.ODS})
VIEW = "view"  # the part of an address that names a saved view
NO_VIEW = "none"  # its value for the list as it is without any


@dataclass(frozen=True)
class Taken:
    """A file that is asked for: whom it is about, how many they are, its columns, and why it cannot be made."""

    wish: queries.Wish
    number: int
    columns: Sequence[queries.Column]
    reasons: Sequence[str]


def asked_file(session: Session, scope: queries.Scope, besides: Sequence[str] = ()) -> Taken:
    """Read the address of a file; `besides` are parameters that the caller reads.

    Nothing that means nothing is left out: such a file would not be what was asked.
    """
    given = {name: values for name, values in request.args.to_dict(flat=False).items() if name not in besides}
    views = queries.views_in(session, scope.edition.id) if VIEW in given else []
    opened = open_view(views, given)
    sees_needs = allowed(Permission.NEEDS_READ, scope.edition.slug)
    wish, problems = queries.read(scope, opened.arguments, sees_needs=sees_needs)
    number = queries.count(session, scope, wish)
    names = wish.columns or [name for name in queries.columns() if sees_needs or name not in queries.NEEDS]
    reasons = refusals(with_page([*opened.problems, *problems], wish, number), labels())
    return Taken(wish, number, exports.chosen_columns(names), reasons)


@dataclass(frozen=True)
class Opened:
    """An address with what a saved view in it stands for, the view, and what is wrong with how it is named."""

    arguments: Mapping[str, Sequence[str]]
    view: SavedView | None = None
    problems: Problems = ()


def open_view(views: Sequence[SavedView], arguments: Mapping[str, Sequence[str]]) -> Opened:
    """Look for the view that an address names.

    A view that is named alone stands for all that is saved in it; beside anything else it only says where that came
    from.
    """
    asked = {name: values for name, values in arguments.items() if name != VIEW}
    named = [value for value in arguments.get(VIEW, ()) if value.strip()]
    if len(named) > 1:
        return Opened(asked, problems=[(queries.Problem.REPEATED, VIEW)])
    if not named or named == [NO_VIEW]:
        return Opened(asked)
    view = next((each for each in views if str(each.id) == named[0]), None)
    if view is None:
        return Opened(asked, problems=[(queries.Problem.UNKNOWN_VALUE, VIEW)])
    return Opened(asked if asked.keys() - {"page"} else {**view.arguments(), **asked}, view)


def with_page(problems: Problems, wish: queries.Wish, total: int) -> Problems:
    """Add to the problems of an address that its page is beyond the last one."""
    beyond = wish.page > queries.pages_of(total, wish.rows)
    return (*problems, (queries.Problem.NO_PAGE, "page")) if beyond else problems


def labels() -> dict[str, str]:
    """Return what the list calls the parts of its address."""
    named = {name: column.heading for name, column in queries.columns().items()}
    named |= {each.name: each.words for each in queries.filters()}
    own = {"rows": gettext("Rows on a page"), VIEW: gettext("Saved view"), "columns": gettext("Columns")}
    return {**named, **own, "q": gettext("Person, institution or reference"), "sort": gettext("Sort by")}
