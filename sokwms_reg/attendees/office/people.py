"""The list. What means nothing in its address is left out and named."""

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from sokwms_reg.attendees import exports, queries
from sokwms_reg.attendees.forms import ViewForm
from sokwms_reg.attendees.office import attendees
from sokwms_reg.attendees.office.arranging import ANCHOR, addable, spots, usual
from sokwms_reg.attendees.office.bulk_words import DEEDS
from sokwms_reg.attendees.office.choosing import asked_filters
from sokwms_reg.attendees.office.notices import notices
from sokwms_reg.attendees.office.shown import Shown, shown_list
from sokwms_reg.attendees.office.table import table_of
from sokwms_reg.attendees.office.taking import labels, with_page
from sokwms_reg.core import clock
from sokwms_reg.core.db import db
from sokwms_reg.core.i18n import gettext
from sokwms_reg.core.office import allowed, tidy_address
from sokwms_reg.editions.office import edition_at
from sokwms_reg.editions.states import Permission
from sokwms_reg.registration.states import Phase, phase


@attendees.get("/<slug>/attendees")
def people(slug: str) -> ResponseReturnValue:
    """Show a page of the list."""
    if tidy := tidy_address():
        return redirect(tidy)
    session = db.session()
    shown = shown_list(session, edition_at(session, slug))
    if len(request.args.getlist("columns")) > 1 and not shown.problems:  # a column was added: one list, one address
        return redirect(f"{shown.link(shown.wish)}#{ANCHOR}")
    scope, wish = shown.scope, shown.wish
    found = queries.find(session, scope, wish)
    page = queries.page_of(session, scope, wish, found, shown.columns)
    writes, files = allowed(Permission.PEOPLE_WRITE, slug), allowed(Permission.PEOPLE_EXPORT, slug)
    return render_template(
        "office/attendees/people.html",
        scope=scope,
        edition=scope.edition,
        takes=scope.edition.published and phase(scope.edition, clock.now()) in {Phase.OPEN, Phase.NOT_YET},
        shown=shown,
        wish=wish,
        notices=notices(with_page(shown.problems, wish, found.total), labels()),
        page=page,
        table=table_of(scope, shown.columns, wish.sort, page.people),
        figures=found.figures,
        filters=asked_filters(scope, wish, found.figures, sees_needs=shown.sees_needs),
        sorts=_sorts(sees_needs=shown.sees_needs),
        sizes=queries.SIZES,
        spots=spots(shown),
        addable=addable(shown),
        usual=usual(shown),
        page_urls=_page_urls(shown, page),
        writes=writes,
        enters=scope.categories if writes else [],
        bulk_deeds=DEEDS,
        formats=list(exports.Format) if files else [],
        view_form=ViewForm(formdata=None) if writes else None,
    )


def _sorts(*, sees_needs: bool) -> list[tuple[str, str]]:
    """Return the orders to choose from, each both ways."""
    words = [(key, text) for key, text in queries.sorts().items() if sees_needs or key not in queries.NEEDS]
    turned = [(f"-{key}", gettext("%(order)s, descending", order=text)) for key, text in words]
    return [choice for pair in zip(words, turned, strict=True) for choice in pair]


def _page_urls(shown: Shown, page: queries.PeoplePage) -> dict[int, str]:
    """Return the addresses of the first and last page and of those around this one."""
    near = {1, page.number - 1, page.number, page.number + 1, page.pages}
    return {number: shown.link(shown.wish, number) for number in near if 1 <= number <= page.pages}
