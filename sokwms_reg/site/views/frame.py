"""The two blueprints, and what the public layout knows on every page."""

import logging
from datetime import datetime

from flask import Blueprint, abort, request
from sqlalchemy.exc import SQLAlchemyError

from sokwms_reg.core import clock
from sokwms_reg.core.cache import fresh_until
from sokwms_reg.core.db import db
from sokwms_reg.core.i18n import gettext as _
from sokwms_reg.core.templates import localized
from sokwms_reg.core.web import public_blueprint, url_or_none
from sokwms_reg.editions.models import Edition
from sokwms_reg.editions.queries import DatedEdition, categories, day_limits, editions_on_show
from sokwms_reg.registration.queries import kept_for_line
from sokwms_reg.site.service.presentation import Registrations, registrations
from sokwms_reg.site.states import in_navigation

log = logging.getLogger(__name__)

site = public_blueprint("site", __name__)
machines = Blueprint("machines", __name__)


def published() -> list[DatedEdition]:
    """Return the published editions.

    Every public page passes here, so this is where pages learn when the opening or closing of one ends their truth.
    """
    editions, now = editions_on_show(), clock.now()
    for item in editions:
        fresh_until(item.edition.registration_opens_at, now)
        fresh_until(item.edition.registration_closes_at, now)
    return editions


def published_or_404(slug: str) -> DatedEdition:
    """Return the edition at this address; what is not published does not exist."""
    found = next((item for item in published() if item.edition.slug == slug), None)
    return found or abort(404)


def registration_of(item: DatedEdition, now: datetime) -> Registrations:
    """Return what a page says about registration; it does so until a category opens or closes by itself."""
    session, edition_id = db.session(), item.edition.id
    found = categories(session, edition_id)
    for category in found:
        fresh_until(category.opens_at, now)
        fresh_until(category.closes_at, now)
    kept = kept_for_line(session, item.edition, now)
    return registrations(item, found, day_limits(session, edition_id), now, kept)


def contact_words(edition: Edition | None) -> dict[str, str]:
    """Return whom to ask about an edition, as the texts of notices take it."""
    return {
        "contact_name": localized(edition.contact_name) if edition else "",
        "contact_email": edition.contact_email if edition else "",
        "contact_phone": edition.contact_phone if edition else "",
    }


@site.app_context_processor
def navigation() -> dict[str, object]:
    """Tell the public layout which edition to link to; without a database, pages that say so stand alone."""
    if request.blueprint == "security" or request.path.startswith("/office"):
        return {}
    try:
        front = in_navigation(published(), clock.now())
    except SQLAlchemyError:
        log.warning("the database does not answer: the navigation names no edition")
        db.session.rollback()
        front = None
    edition = front.edition if front else None
    contact = contact_words(edition)
    return {
        "nav_edition": edition,
        "footer_links": _footer(edition),
        "site_contact": {key.removeprefix("contact_"): value for key, value in contact.items()} if edition else None,
    }


def _footer(edition: Edition | None) -> list[tuple[str, str]]:
    rules = edition.slug if edition and edition.rules else None
    links = [
        (url_or_none("site.accessibility"), _("Accessibility statement")),
        (url_or_none("site.privacy"), _("Protection of personal data")),
        (url_or_none("site.rules", slug=rules) if rules else None, _("Rules of the conference")),
        (url_or_none("registration.find"), _("Lost link to a registration")),
    ]
    return [(url, text) for url, text in links if url]
