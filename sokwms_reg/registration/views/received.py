"""The page after sending, opened by a signed receipt in its address; made once for all whom it tells alike."""

from dataclasses import dataclass
from typing import cast

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sokwms_reg.core import clock, tokens
from sokwms_reg.core.cache import remembered
from sokwms_reg.core.db import db
from sokwms_reg.core.i18n import current_language
from sokwms_reg.core.tokens import TokenError
from sokwms_reg.core.web import other_language
from sokwms_reg.registration import queries
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import Application
from sokwms_reg.registration.states import LABELS, State, kept_back_words, line_words
from sokwms_reg.registration.views import registration
from sokwms_reg.registration.views.desk import Desk, desk_on_show

_DONE = "done"
# What stands in the page that is made once for all, until it is filled in.
REFERENCE, POSITION, RECEIPT = "the-reference-of-nobody", "the-position-of-nobody", "the-receipt-of-nobody"
_PLACE, _LATE = "place", "late"  # what the check page said, and that somebody else was quicker


def receipt(secret: str, found: Registration, sent: Application) -> str:
    """Return what the page's address says: the registration, the days sent, and whether an expected place was gone.

    An earlier registration of the same person has a form of its own, and nothing is told of it.
    """
    wanted = [day.isoformat() for day in sorted(sent.days)]
    expected = request.form.get("expected") == _PLACE
    late = expected and found.form_nonce == sent.nonce and found.state == State.WAITING
    return tokens.sign(secret, _DONE, [found.id, wanted, _LATE] if late else [found.id, wanted])


@registration.get("/editions/<slug>/register/<category>/done")
def done(slug: str, category: str) -> ResponseReturnValue:
    """Show the reference, the state and what happens next; never the own link, which goes by mail only.

    Category and days are those just sent: whoever types another person's name and address is told nothing of what
    that person's registration holds.
    """
    desk = desk_on_show(slug, category)
    number, wanted, late = _read_receipt(desk)
    session = db.session()
    found = session.get(Registration, number)
    if found is None or found.edition_id != desk.edition.id:
        abort(404)
    told = _Told(
        State(found.state), tuple(wanted), late and found.state == State.WAITING, _kept_back(session, found, desk)
    )
    key = ("after sending", current_language(), slug, category, told)
    page = remembered(session, key, lambda _session: _page(desk, told))
    page = page.replace(REFERENCE, found.reference).replace(RECEIPT, request.args["r"])
    return page.replace(POSITION, str(queries.position(session, found))) if POSITION in page else page


@dataclass(frozen=True)
class _Told:
    """What the page tells some people alike: state, days sent, whether a place was gone, or the institution's limit."""

    state: State
    wanted: tuple[str, ...]
    late: bool
    kept_back: bool


def _page(desk: Desk, told: _Told) -> str:
    slug, category = desk.edition.slug, desk.category.key
    return render_template(
        "registration/done.html",
        edition=desk.edition,
        category=desk.category,
        reference=REFERENCE,
        state=told.state,
        label=LABELS[told.state],
        position=POSITION,
        late=told.late,
        kept_back=kept_back_words(desk.category) if told.kept_back else "",
        line_words=line_words(desk.edition, clock.now()),
        days=[day for day in desk.days if day.date.isoformat() in told.wanted],
        other_url=url_for("registration.done", language=other_language(), slug=slug, category=category, r=RECEIPT),
        alternates=[],
    )


def _kept_back(session: Session, found: Registration, desk: Desk) -> bool:
    """Tell whether the limit of the institution is what this registration waits for, in the category just sent."""
    waits = found.state == State.WAITING and not found.limit_lifted and found.category_id == desk.category.id
    return waits and queries.beyond_limit(session, desk.category, found.institution_folded)


def _read_receipt(desk: Desk) -> tuple[int, list[str], bool]:
    """Return what a receipt says: the registration, the days sent, whether the check page had expected a place."""
    try:
        signed = tokens.unsign(desk.secret, _DONE, request.args.get("r", ""))
    except TokenError:
        abort(404)
    match signed:
        case [int(number), [*days], *rest] if rest in ([], [_LATE]):
            return number, cast("list[str]", days), bool(rest)
    return abort(404)
