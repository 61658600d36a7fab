"""A record with all around it that its page and its files show, for whoever is signed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from flask import abort
from sqlalchemy.orm import Session

from sokwms_reg.attendees import queries as people
from sokwms_reg.attendees.exports import Sheet
from sokwms_reg.attendees.queries import Column, Scope
from sokwms_reg.core.i18n import gettext
from sokwms_reg.core.office import allowed
from sokwms_reg.editions.office import edition_at
from sokwms_reg.editions.states import Permission
from sokwms_reg.handovers import queries
from sokwms_reg.handovers.exports import Line, compared_lines, sheet_of
from sokwms_reg.handovers.models import Handover
from sokwms_reg.handovers.queries import Comparison, Present, Rows
from sokwms_reg.handovers.service import TakenFile
from sokwms_reg.handovers.states import Shape


@dataclass
class Delivery:
    """A list that was handed over. Columns about needs are left out for whoever may not read them."""

    session: Session
    scope: Scope
    handover: Handover

    @cached_property
    def _asked(self) -> tuple[queries.Request, bool]:
        request, problems = queries.question(self.scope, self.handover)
        return request, bool(problems)

    @property
    def meaningless(self) -> bool:
        """Tell whether what the list was about is gone, so that nothing can be compared."""
        return self._asked[1]

    @cached_property
    def _spots(self) -> list[int]:
        """Return the columns that may be read, as spots in a row, where the reference comes first."""
        fields = self._asked[0].fields
        if allowed(Permission.NEEDS_READ, self.scope.edition.slug):
            return list(range(1, len(fields) + 1))
        if self.handover.shape == Shape.MEALS or self._asked[0].wish.about_needs:
            return []  # who is in the list, or where, tells it already
        return [spot for spot, column in enumerate(fields, start=1) if column.name not in people.NEEDS]

    @property
    def hidden(self) -> int:
        """Return how many columns are left out."""
        return len(self._asked[0].fields) - len(self._spots)

    @property
    def fields(self) -> Sequence[Column]:
        """Return the columns that may be read."""
        fields = self._asked[0].fields
        return [fields[spot - 1] for spot in self._spots]

    @cached_property
    def old(self) -> Rows | None:
        """Return the rows as they were; None once they are erased."""
        rows = queries.rows_of(self.session, self.handover.id)
        return None if rows is None else self._narrowed(rows)

    @cached_property
    def new(self) -> Present:
        """Return what the list has in it now."""
        found = queries.present(self.session, self.scope, self._asked[0])
        return Present(self._narrowed(found.rows), found.people)

    def _narrowed(self, rows: Rows) -> Rows:
        return {key: [row[0], *(row[spot] for spot in self._spots)] for key, row in rows.items()}

    @cached_property
    def comparison(self) -> Comparison:
        """Return what has changed since; only where there is something to compare."""
        return queries.compare(self.old or {}, self.new.rows)

    @property
    def comparable(self) -> bool:
        """Tell whether it can be said what has changed."""
        return self.old is not None and not self.meaningless and bool(self.fields)

    def sheet(self, title: str) -> Sheet:
        """Return headings and words, in the language that is spoken."""
        return sheet_of(self.scope, self.fields, title)

    @cached_property
    def lines(self) -> list[Line]:
        """Return the rows as they are now, and those that are gone, each with what has become of it."""
        return compared_lines(self.sheet(gettext("Participants")), self.old or {}, self.new.rows, self.comparison)

    def taken(self, written: str, *states: Rows) -> TakenFile:
        """Return what goes out with a file of some states of the list."""
        keys = dict.fromkeys(key for rows in states for key in rows)
        counts = self.handover.shape == Shape.MEALS
        numbers = [] if counts else [int(key) for key in keys]
        columns = [column.name for column in self.fields]
        return TakenFile(columns, numbers, self.handover.number if counts else len(numbers), written)


def delivery_at(session: Session, slug: str, number: int) -> Delivery:
    """Return the delivery of the address; 404 where there is none in this edition."""
    scope = people.scope_of(session, edition_at(session, slug))
    found = queries.handover_by_number(session, scope.edition.id, number) or abort(404)
    return Delivery(session, scope, found)
