"""What the address of a file asks for: whom, which columns; what of it cannot be followed is told in sentences."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request
from sqlalchemy.orm import Session

from sokwms_reg.attendees import exports, queries
from sokwms_reg.attendees.office.notices import LONGEST_NAME, Problems, refusals
from sokwms_reg.core.i18n import gettext
from sokwms_reg.core.office import allowed
from sokwms_reg.editions.states import Permission

LONG = 20_000  # people: a workbook of more takes longer than a page may, and is made by the worker
SLOW = frozenset({exports.Format.XLSX, exports.Format.ODS})


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
    others = {"columns", *besides}
    arguments = {name: values for name, values in request.args.to_dict(flat=False).items() if name not in others}
    wish, problems = queries.read(scope, arguments)
    number = queries.count(session, scope, wish)
    columns, reasons = _columns(scope.edition.slug)
    return Taken(wish, number, columns, [*refusals(with_page(problems, wish, number), labels()), *reasons])


def with_page(problems: Problems, wish: queries.Wish, total: int) -> Problems:
    """Add to the problems of an address that its page is beyond the last one."""
    return (*problems, (queries.Problem.NO_PAGE, "page")) if wish.page > queries.pages_of(total) else problems


def labels() -> dict[str, str]:
    """Return what the list calls the parts of its address."""
    named = {each.name: each.words for each in queries.filters()}
    return {"q": gettext("Person, institution or reference"), "sort": gettext("Sort by"), **named}


def _columns(slug: str) -> tuple[list[queries.Column], list[str]]:
    """Return the columns asked for, all that are open to the signed-in person where none is named."""
    known, hidden = queries.columns(), _hidden(slug)
    names = [name.strip() for name in request.args.get("columns", "").split(",") if name.strip()]
    unknown = [name for name in names if name not in known]
    closed = [known[name].heading for name in names if name in hidden]
    reasons = [gettext("Lists have no column “%(name)s”.", name=name[:LONGEST_NAME]) for name in unknown]
    reasons += [gettext("The column “%(name)s” is not open to you.", name=name) for name in closed]
    wanted = [name for name in names or known if name in known and name not in hidden]
    return exports.chosen_columns(wanted), reasons


def _hidden(slug: str) -> frozenset[str]:
    return frozenset() if allowed(Permission.NEEDS_READ, slug) else queries.NEEDS
