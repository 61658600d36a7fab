"""What the office's pages about registrations begin with."""

from collections.abc import Sequence

from flask import abort, request, url_for
from sqlalchemy.orm import Session

from sokwms_reg.core.i18n import ngettext
from sokwms_reg.core.tokens import normal_reference
from sokwms_reg.editions.models import Edition
from sokwms_reg.registration import queries
from sokwms_reg.registration.forms import choices
from sokwms_reg.registration.models import Registration

LONGEST_PAGE = 9  # digits of a page number
NAMED = 10  # people whom a sentence names


def registration_at(session: Session, edition: Edition, reference: str) -> Registration:
    """Return a registration of the edition by its reference, however it is spelt; 404 where there is none."""
    return queries.by_reference(session, edition.id, normal_reference(reference)) or abort(404)


def asked_page() -> int:
    """Return the page of a list that the address asks for, the first where it asks for none that could be."""
    asked = request.args.get("page", "")
    if asked.isascii() and asked.isdigit() and len(asked) < LONGEST_PAGE:
        return max(1, int(asked))
    return 1


def names_of(people: Sequence[Registration]) -> str:
    """Return who they are, for a sentence: names and references, of many only the first."""
    named = [f"{one.shown_name} ({one.reference})" for one in people[:NAMED]]
    more = len(people) - NAMED
    if more > 0:
        named.append(ngettext("and %(num)s more", "and %(num)s more", more))
    return ", ".join(named)


def where(registration: Registration) -> str:
    """Return the voivodeship in the reader's words, or the country of a guest from abroad."""
    if registration.country != choices.HOME:
        return choices.country_name(registration.country)
    if registration.voivodeship == choices.NATIONWIDE:
        return str(choices.NATIONWIDE_WORDS)
    return choices.VOIVODESHIPS.get(registration.voivodeship, "")


def page_urls(endpoint: str, slug: str, category: str | None, number: int, pages: int) -> dict[int, str]:
    """Return the addresses of the first and last page of a list and of those around this one."""
    near = {1, number - 1, number, number + 1, pages}
    return {page: url_for(endpoint, slug=slug, category=category, page=page) for page in near if 1 <= page <= pages}
