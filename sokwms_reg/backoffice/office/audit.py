"""The history of an edition: who did what to which record when. It is read here, and nowhere written by hand."""

import tempfile
from collections.abc import Callable, Collection, Iterator
from datetime import date, datetime, time, timedelta
from http import HTTPStatus
from typing import IO, Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wsgi import wrap_file

from sokwms_reg.attendees.exports import CONTENT_TYPES, Format
from sokwms_reg.attendees.office.notices import Problems, notices, refusals
from sokwms_reg.attendees.queries import Problem
from sokwms_reg.attendees.states import ACTIONS, action_words, actor_words
from sokwms_reg.audit import queries
from sokwms_reg.audit.queries import Question
from sokwms_reg.backoffice import exports, service
from sokwms_reg.backoffice.office import backoffice
from sokwms_reg.backoffice.office.telling import Teller
from sokwms_reg.core import clock
from sokwms_reg.core.db import db, writing
from sokwms_reg.core.i18n import gettext, sort_key
from sokwms_reg.core.office import allowed, require, tidy_address
from sokwms_reg.core.tokens import normal_reference
from sokwms_reg.editions.models import Edition
from sokwms_reg.editions.office import acting, edition_at
from sokwms_reg.editions.portable.figures import YEARS
from sokwms_reg.editions.states import Permission
from sokwms_reg.protocol.queries import card_subject
from sokwms_reg.registration.queries import by_reference

PAGE = 50
LONGEST_ID = 18  # digits
IN_MEMORY = 1024 * 1024  # bytes; a larger file goes through the disk
# Rooms whose entries want more than the right to read the history.
CLOSED = {"protocol": Permission.PROTOCOL_READ}
_ACCOUNTS = ("account", "password", "two-factor", "passkey")


class Wish:
    """What an address asks of the history; what means nothing in it stands in `problems`."""

    def __init__(self, session: Session, edition: Edition) -> None:
        """Read the address of the request."""
        self.session, self.edition = session, edition
        self.closed = [room for room, right in CLOSED.items() if not allowed(right, edition.slug)]
        self.people = {f"{kind}:{identity}": (kind, identity, label) for kind, identity, label in self._actors()}
        self.deeds = deeds(self.closed)
        self.asked: dict[str, str] = {}
        self.problems: list[tuple[Problem, str]] = []
        for name, values in request.args.to_dict(flat=False).items():
            self._take(name, [value.strip() for value in values if value.strip()])

    def _actors(self) -> list[tuple[str, str, str]]:
        return queries.actors(self.session, Question(self.edition.slug, closed=self.closed))

    def _take(self, name: str, values: list[str]) -> None:
        known: dict[str, Callable[[str], object]] = {
            "person": self.people.get,
            "deed": self.deeds.__contains__,
            "record": self._subjects,
            "since": _day,
            "until": _day,
            "before": _is_id,
        }
        if name not in known:
            self.problems.append((Problem.UNKNOWN_NAME, name))
        elif len(values) > 1:
            self.problems.append((Problem.REPEATED, name))
        elif values and known[name](values[0]):
            self.asked[name] = values[0]
        elif values:
            self.problems.append((Problem.NO_PAGE if name == "before" else Problem.UNKNOWN_VALUE, name))

    def _subjects(self, reference: str) -> list[str]:
        """Return what the history calls the registration with a reference, and its protocol card."""
        found = by_reference(self.session, self.edition.id, normal_reference(reference))
        return [found.subject_ref, card_subject(found)] if found else []

    @property
    def kept(self) -> dict[str, Any]:
        """Return the filters as an address has them."""
        return {name: value for name, value in self.asked.items() if name != "before"}

    @property
    def before(self) -> int | None:
        """Return the id of the entry that the page begins behind."""
        return int(self.asked["before"]) if "before" in self.asked else None

    @property
    def question(self) -> Question:
        """Return the same for the database."""
        person = self.people.get(self.asked.get("person", ""))
        until = _day(self.asked.get("until", ""))
        return Question(
            scope=self.edition.slug,
            person=person[:2] if person else None,
            actions=[self.asked["deed"]] if "deed" in self.asked else [],
            subjects=self._subjects(self.asked["record"]) if "record" in self.asked else [],
            closed=self.closed,
            since=self._midnight(_day(self.asked.get("since", ""))),
            until=self._midnight(until + timedelta(days=1) if until else None),
        )

    def _midnight(self, day: date | None) -> datetime | None:
        return clock.instant(datetime.combine(day, time(0)), self.edition.timezone) if day else None


def deeds(closed: Collection[str]) -> dict[str, str]:
    """Return what can have been done in an edition, in the order of the words; accounts belong to none.

    What was done in rooms that are closed to the reader is left out.
    """
    left_out = (*_ACCOUNTS, *(f"{room}." for room in closed))
    words = {action: action_words(action) for action in ACTIONS if not action.startswith(left_out)}
    return dict(sorted(words.items(), key=lambda pair: sort_key(pair[1])))


def _day(typed: str) -> date | None:
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        return None
    return found if found.year in YEARS else None


def _is_id(typed: str) -> bool:
    return typed.isascii() and typed.isdigit() and len(typed) <= LONGEST_ID


def _teller(session: Session, edition: Edition) -> Teller:
    """Return who tells; how somebody is addressed is for those who write to people."""
    return Teller(session, edition, () if allowed(Permission.PEOPLE_WRITE, edition.slug) else ("salutation",))


def _labels() -> dict[str, str]:
    return {
        "person": gettext("Who"),
        "deed": gettext("What was done"),
        "record": gettext("Reference of a registration"),
        "since": gettext("From"),
        "until": gettext("To"),
    }


@backoffice.get("/<slug>/audit")
def audit(slug: str) -> ResponseReturnValue:
    """Show entries, newest first; a page begins behind the last entry of the one before."""
    require(Permission.AUDIT_READ, slug)
    if tidy := tidy_address():
        return redirect(tidy)
    session = db.session()
    edition = edition_at(session, slug)
    wish = Wish(session, edition)
    found = queries.entries(session, wish.question, wish.before, PAGE + 1)
    shown = found[:PAGE]
    older = url_for("backoffice.audit", slug=slug, **wish.kept, before=shown[-1].id) if found[PAGE:] else None
    people = {code: actor_words(kind, label) or kind for code, (kind, _id, label) in wish.people.items()}
    return render_template(
        "office/audit.html",
        edition=edition,
        told=_teller(session, edition).tell(shown),
        wish=wish,
        labels=_labels(),
        notices=notices(wish.problems, _labels()),
        people=dict(sorted(people.items(), key=lambda pair: sort_key(pair[1]))),
        deeds=wish.deeds,
        older=older,
        formats=[Format.CSV, Format.XLSX] if allowed(Permission.PEOPLE_EXPORT, slug) else [],
    )


@backoffice.get("/<slug>/audit.<any(csv, xlsx):format>")
def audit_file(slug: str, format: str) -> ResponseReturnValue:  # noqa: A002 - as the list's
    """Give all that is filtered as a file, and record who took it."""
    require(Permission.AUDIT_READ, slug)
    require(Permission.PEOPLE_EXPORT, slug)
    session = db.session()
    edition = edition_at(session, slug)
    wish = Wish(session, edition)
    if wish.problems or wish.before is not None:
        return _refused(slug, [*wish.problems, *([(Problem.NO_PAGE, "before")] if wish.before is not None else [])])
    written, now = Format(format), clock.now()
    counted = service.TakenHistory(wish.kept, written)
    finished = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed with the answer
    try:
        zone = edition.timezone
        exports.write_history(finished, _rows(session, edition, wish.question, counted), written, zone)
        with writing() as recording:
            service.record_history_export(recording, edition_at(recording, slug), counted, acting(), now)
    except BaseException:
        finished.close()
        raise
    return _file(finished, f"sokwms-{slug}-history-{clock.local(now, zone):%Y-%m-%d}.{written}", written)


def _rows(
    session: Session, edition: Edition, question: Question, counted: service.TakenHistory
) -> Iterator[list[object]]:
    teller = _teller(session, edition)
    for batch in queries.all_entries(session, question):
        for told in teller.tell(batch):
            counted.number += 1
            head: list[object] = [clock.local(told.at, edition.timezone).replace(tzinfo=None)]
            head += [told.who, told.deed, told.record]
            if not told.fields:
                yield [*head, "", "", "", told.entry.reason]
            for field in told.fields:
                yield [*head, field.name, field.old, field.new or gettext("changed"), told.entry.reason]


def _file(finished: IO[bytes], name: str, written: Format) -> Response:
    length = finished.tell()
    finished.seek(0)
    if length <= IN_MEMORY:
        with finished:
            response = Response(finished.read(), content_type=CONTENT_TYPES[written])
    else:
        content = wrap_file(request.environ, finished)
        response = Response(content, content_type=CONTENT_TYPES[written], direct_passthrough=True)
        response.call_on_close(finished.close)
        response.content_length = length
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _refused(slug: str, problems: Problems) -> ResponseReturnValue:
    """Answer 422: a file of something else than was asked would be worse than none."""
    page = render_template(
        "office/refused.html",
        title=gettext("The history cannot be exported"),
        text=" ".join(
            [*refusals(problems, _labels()), gettext("Please choose the filters on the page and export from there.")]
        ),
        link=(url_for("backoffice.audit", slug=slug), gettext("To the history")),
        page_error=True,
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY
