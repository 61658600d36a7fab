"""Pages of one edition: what it is about, its materials, its rules, its privacy notice."""

from flask import render_template

from sokwms_reg.core import clock
from sokwms_reg.core.cache import cached
from sokwms_reg.core.db import db
from sokwms_reg.core.web import absolute, url_or_none
from sokwms_reg.editions import queries
from sokwms_reg.editions.models import PartnerKind
from sokwms_reg.site.exports import event_data
from sokwms_reg.site.queries import programme
from sokwms_reg.site.service.presentation import partner_groups
from sokwms_reg.site.states import is_over, neighbours, today
from sokwms_reg.site.views.frame import published, published_or_404, registration_of, site


@site.get("/editions/<slug>")
@cached
def edition(slug: str) -> str:
    """Show an edition, past or to come."""
    item = published_or_404(slug)
    session, edition_id, now = db.session(), item.edition.id, clock.now()
    partners = queries.partners(session, edition_id)
    sessions = programme(session, edition_id)
    before, after = neighbours(published(), slug)
    return render_template(
        "site/edition.html",
        item=item,
        over=is_over(item, now),
        today=today(item.edition, now),
        registrations=registration_of(item, now),
        groups=partner_groups(partners),
        hosts=[partner for partner in partners if partner.kind == PartnerKind.HOST],
        patrons=[partner for partner in partners if partner.kind == PartnerKind.HONORARY_PATRON],
        programme=sessions,
        has_programme=bool(sessions),
        materials=queries.materials(session, edition_id),
        before=before,
        after=after,
        event=event_data(item, partners, absolute(url_or_none("site.edition", slug=slug) or "")),
    )


@site.get("/editions/<slug>/materials")
@cached
def materials(slug: str) -> str:
    """List what is left of an edition."""
    item = published_or_404(slug)
    return render_template("site/materials.html", item=item, materials=queries.materials(db.session(), item.edition.id))


@site.get("/editions/<slug>/rules")
@cached
def rules(slug: str) -> str:
    """Show the rules of an edition."""
    return render_template("site/rules.html", item=published_or_404(slug))


@site.get("/editions/<slug>/privacy")
@cached
def edition_privacy(slug: str) -> str:
    """Show the privacy notice of an edition with its version, which registrations store."""
    return render_template("site/edition_privacy.html", item=published_or_404(slug))
