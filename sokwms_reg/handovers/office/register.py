"""The register of disclosures: who took which personal data, when, narrowed by what, for whom."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sokwms_reg.attendees import queries as people
from sokwms_reg.attendees.exports import CONTENT_TYPES, Format, Sheet, csv_file
from sokwms_reg.attendees.office.choosing import filter_words
from sokwms_reg.attendees.queries import Column, Scope
from sokwms_reg.attendees.states import actor_words
from sokwms_reg.core.clock import local
from sokwms_reg.core.db import db
from sokwms_reg.core.i18n import N_, gettext
from sokwms_reg.core.office import require, tidy_address
from sokwms_reg.core.tokens import normal_reference
from sokwms_reg.disclosures import queries
from sokwms_reg.disclosures.models import Disclosure
from sokwms_reg.disclosures.queries import Asked
from sokwms_reg.disclosures.states import KINDS, Kind
from sokwms_reg.editions.office import edition_at
from sokwms_reg.editions.states import Permission
from sokwms_reg.handovers.office import handovers
from sokwms_reg.handovers.office.words import column_words, purpose_words
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.office.desk import asked_page
from sokwms_reg.registration.queries import by_reference

_HEADINGS = (
    (N_("Date and time"), 20),
    (N_("Who took it"), 28),
    (N_("Kind"), 26),
    (N_("Recipient"), 36),
    (N_("Purpose"), 20),
    (N_("Whom it concerns"), 50),
    (N_("Columns"), 60),
    (N_("Number of people"), 16),
    (N_("Format"), 10),
)


@dataclass(frozen=True)
class Question:
    """What the address asks: the register's question, its parameters that mean something, notices about the others."""

    asked: Asked
    kept: Mapping[str, Any]
    notices: Sequence[str]
    person: Registration | None


@handovers.get("/<slug>/disclosures")
def register(slug: str) -> ResponseReturnValue:
    """Show a page of the register."""
    require(Permission.PEOPLE_EXPORT, slug)
    if tidy := tidy_address():
        return redirect(tidy)
    session = db.session()
    scope = people.scope_of(session, edition_at(session, slug))
    actors = actors_of(session, scope)
    question = _question(session, scope, actors)
    total = queries.count(session, scope.edition.id, question.asked)
    pages = queries.pages_of(total)
    number = min(asked_page(), pages)
    near = {1, number - 1, number, number + 1, pages}
    return render_template(
        "office/handovers/disclosures.html",
        edition=scope.edition,
        entries=queries.page(session, scope.edition.id, question.asked, number),
        question=question,
        actors=actors,
        kinds={kind.value: gettext(words) for kind, words in KINDS.items()},
        total=total,
        number=number,
        pages=pages,
        page_urls={
            one: url_for("handovers.register", slug=slug, **question.kept, page=one)
            for one in near
            if 1 <= one <= pages
        },
        filters=lambda one: filter_words(scope, one.filters),
        column_words=column_words,
        purpose_words=purpose_words,
        actor_words=actor_words,
    )


@handovers.get("/<slug>/disclosures.csv")
def register_file(slug: str) -> ResponseReturnValue:
    """Give all that is asked as a file; it holds no data of participants."""
    require(Permission.PEOPLE_EXPORT, slug)
    session = db.session()
    scope = people.scope_of(session, edition_at(session, slug))
    question = _question(session, scope, actors_of(session, scope))
    if question.notices:
        return _refused(slug, question.notices)
    out = io.BytesIO()
    columns = [Column(title, title, None, width=width) for title, width in _HEADINGS]
    sheet = Sheet.of(scope, columns, gettext("Disclosures"))
    entries = queries.entries(session, scope.edition.id, question.asked)
    csv_file.write(out, sheet, _rows(scope, entries))
    response = Response(out.getvalue(), content_type=CONTENT_TYPES[Format.CSV])
    response.headers["Content-Disposition"] = f'attachment; filename="sokwms-{slug}-disclosures.csv"'
    return response


def actors_of(session: Session, scope: Scope) -> dict[str, str]:
    """Return who has taken lists, in words, by what the address calls them."""
    found = queries.actors(session, scope.edition.id)
    return {key: actor_words(kind, label) for key, (kind, label) in found.items()}


def _rows(scope: Scope, entries: Iterable[Disclosure]) -> Iterable[list[object]]:
    zone = scope.edition.timezone
    for one in entries:
        yield [
            f"{local(one.at, zone):%Y-%m-%d %H:%M:%S}",
            actor_words(one.actor_kind, one.actor_label),
            gettext(KINDS[Kind(one.kind)]),
            one.recipient,
            purpose_words(one.purpose),
            filter_words(scope, one.filters),
            column_words(one.columns),
            one.number,
            one.written.upper(),
        ]


def _question(session: Session, scope: Scope, actors: Mapping[str, str]) -> Question:
    """Read the address; what means nothing is left out and named."""
    labels = {"by": gettext("Who took it"), "kind": gettext("Kind"), "person": gettext("Person (reference)")}
    known = {"by": set(actors), "kind": set(map(str, Kind))}
    kept: dict[str, str] = {}
    notices = []
    found = None
    for name, value in request.args.items():
        if name == "person":
            found = by_reference(session, scope.edition.id, normal_reference(value))
        if name in known and value in known[name]:
            kept[name] = value
        elif name == "person" and found is not None:
            kept[name] = found.reference
        elif name in labels:
            sentence = gettext(
                "The value given for “%(name)s” does not exist here; it was left out.", name=labels[name]
            )
            notices.append(sentence)
        elif name != "page":
            notices.append(gettext("This list has no filter “%(name)s”; it was left out.", name=name[:40]))
    asked = Asked(kept.get("by", ""), kept.get("kind", ""), found.id if found else None)
    return Question(asked, kept, notices, found)


def _refused(slug: str, reasons: Sequence[str]) -> ResponseReturnValue:
    page = render_template(
        "office/refused.html",
        title=gettext("This list cannot be exported"),
        text=" ".join(reasons),
        link=(url_for("handovers.register", slug=slug), gettext("To the register of disclosures")),
        page_error=True,
    )
    return page, 422
