"""Pages of the whole series: home, about, all editions, notices."""

from flask import render_template

from sokwms_reg.core import clock
from sokwms_reg.core.cache import cached
from sokwms_reg.core.db import db
from sokwms_reg.editions.models import PartnerKind
from sokwms_reg.editions.queries import DatedEdition, partners
from sokwms_reg.site.queries import has_programme
from sokwms_reg.site.service.presentation import dates_line
from sokwms_reg.site.states import also_open, current_first, in_front, in_navigation, is_over, shown_phase
from sokwms_reg.site.views.frame import contact_words, published, registration_of, site


@site.get("/")
@cached
def home() -> str:
    """Show the edition in front with its places, then the series."""
    now = clock.now()
    editions = published()
    front = in_front(editions, now)
    if front is None:
        return render_template("site/empty.html")
    of_front = partners(db.session(), front.edition.id)
    return render_template(
        "site/home.html",
        item=front,
        over=is_over(front, now),
        registrations=registration_of(front, now),
        hosts=[partner for partner in of_front if partner.kind == PartnerKind.HOST],
        line=dates_line(front, now),
        also_open=also_open(editions, now),
        has_programme=has_programme(db.session(), front.edition.id),
        past=[item for item in editions if is_over(item, now)],
    )


@site.get("/about")
@cached
def about() -> str:
    """Say what the conference is."""
    return _text("about")


@site.get("/privacy")
@cached
def privacy() -> str:
    """Say what the site does with personal data in general, and lead to the notices of the editions."""
    noticed = [item.edition for item in current_first(published(), clock.now()) if item.edition.privacy]
    return _text("privacy", noticed=noticed)


@site.get("/accessibility")
@cached
def accessibility() -> str:
    """State how accessible the site is."""
    return _text("accessibility")


def _text(name: str, **values: object) -> str:
    front = in_navigation(published(), clock.now())
    return render_template(f"site/{name}.html", **contact_words(front.edition if front else None), **values)


@site.get("/editions")
@cached
def editions() -> str:
    """List all editions: the open one, those to come, then the past from the newest."""
    now = clock.now()

    def entry(item: DatedEdition) -> dict[str, object]:
        return {"item": item, "phase": shown_phase(item, now)}

    ordered = current_first(published(), now)
    return render_template(
        "site/editions.html",
        to_come=[entry(item) for item in ordered if not is_over(item, now)],
        past=[entry(item) for item in ordered if is_over(item, now)],
    )
