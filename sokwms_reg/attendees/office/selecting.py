"""Whom a deed about many concerns: the ticked rows, or all that a question to the list finds."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs

from flask import request
from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from sokwms_reg.attendees import queries
from sokwms_reg.attendees.office.notices import refusals
from sokwms_reg.attendees.office.taking import labels
from sokwms_reg.core.i18n import gettext, ngettext
from sokwms_reg.core.office import allowed
from sokwms_reg.core.tokens import normal_reference
from sokwms_reg.editions.states import Permission
from sokwms_reg.registration.models import Registration

EVERYBODY = "everybody"
QUESTION = "question"


@dataclass(frozen=True)
class Selection:
    """Registrations by id as they are now; `question` is the list's own, also where rows were ticked.

    `wrong` says why nothing can be done about it, `notes` what else is to be known.
    """

    ids: Sequence[int]
    languages: frozenset[str]
    digest: str
    wish: queries.Wish
    references: Sequence[str]
    everybody: bool
    wrong: Sequence[str] = ()
    notes: Sequence[str] = ()


def selected(session: Session, scope: queries.Scope, most: int) -> Selection:
    """Read from the form whom it concerns, `most` at once; what means nothing is refused, never taken for all."""
    everybody = bool(request.form.get(EVERYBODY))
    arguments = parse_qs(request.form.get(QUESTION, ""), keep_blank_values=True)
    sees_needs = allowed(Permission.NEEDS_READ, scope.edition.slug)
    wish, problems = queries.read(scope, arguments, sees_needs=sees_needs)
    wrong = refusals(problems, labels()) if everybody else []
    references = [] if everybody else sorted({normal_reference(one) for one in request.form.getlist("reference")})
    number = queries.count(session, scope, wish) if everybody and not wrong else len(references)
    if number > most:
        wrong.append(_too_many(number, most))
    rows = [] if wrong else _rows(session, scope, wish, None if everybody else references)
    if not wrong and not rows:
        wrong.append(_nobody(references))
    missing = len(references) - len(rows) if references and rows else 0
    notes = [_missing(missing)] if missing else []
    return Selection(
        [row.id for row in rows],
        frozenset(row.language for row in rows),
        _digest(rows),
        wish,
        references,
        everybody,
        wrong,
        notes,
    )


def _rows(
    session: Session, scope: queries.Scope, wish: queries.Wish, references: Sequence[str] | None
) -> Sequence[Row[int, str, str, int]]:
    wanted = select(Registration.id, Registration.language, Registration.state, Registration.category_id)
    if references is None:
        return session.execute(wanted.where(queries.condition(scope, wish)).order_by(Registration.id)).all()
    mine = (Registration.edition_id == scope.edition.id, Registration.reference.in_(references))
    return session.execute(wanted.where(*mine).order_by(Registration.id)).all()


def _digest(rows: Sequence[Row[int, str, str, int]]) -> str:
    """Return a mark of who they are and where they stand: another one as soon as the set or one of them has changed."""
    stood = [(row.id, row.state, row.category_id) for row in rows]
    return hashlib.sha256(json.dumps(stood).encode()).hexdigest()[:32]


def _nobody(references: Sequence[str]) -> str:
    if references:
        return gettext("None of the selected registrations is in this edition; nothing was done.")
    return gettext("Nobody was selected. Please tick at least one registration, or choose all that match.")


def _too_many(number: int, most: int) -> str:
    return ngettext(
        "This can be done to at most %(most)s registrations at once, and %(num)s is selected. Please narrow the list "
        "by a filter.",
        "This can be done to at most %(most)s registrations at once, and %(num)s are selected. Please narrow the list "
        "by a filter.",
        number,
        most=most,
    )


def _missing(number: int) -> str:
    return ngettext(
        "%(num)s of the selected registrations is not in this edition and was left out.",
        "%(num)s of the selected registrations are not in this edition and were left out.",
        number,
    )
