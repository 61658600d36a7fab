"""The waiting list as a queue one can trust: who is where in it, what keeps each from a place, how places go out."""

from dataclasses import dataclass

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from sokwms_reg.core import clock
from sokwms_reg.core.db import db
from sokwms_reg.core.i18n import N_, gettext, ngettext
from sokwms_reg.core.office import allowed, tidy_address
from sokwms_reg.core.templates import days, nb
from sokwms_reg.editions import queries as editions
from sokwms_reg.editions.models import Category, Edition, Promotion
from sokwms_reg.editions.office import edition_at
from sokwms_reg.editions.states import Permission
from sokwms_reg.registration import queries
from sokwms_reg.registration.office import places
from sokwms_reg.registration.office.desk import asked_page, page_urls
from sokwms_reg.registration.queries import PAGE_SIZE, Obstacles
from sokwms_reg.registration.states import line_words, promotion_is_on

PROMOTION = {
    Promotion.AUTOMATIC: N_("Free places are given automatically."),
    Promotion.OFFERS: N_("Free places are offered automatically."),
    Promotion.BY_HAND: N_("Free places are given by the secretariat."),
}


@dataclass(frozen=True)
class Shown:
    """Which part of a category's line is on the page: a page of the one that was chosen, the beginning of each else."""

    category: Category | None
    number: int
    pages: int

    @property
    def key(self) -> str | None:
        """Return the key of the chosen category."""
        return self.category.key if self.category else None

    @property
    def first(self) -> int:
        """Return the first position on the page."""
        return (self.number - 1) * PAGE_SIZE + 1

    @property
    def last(self) -> int:
        """Return the last one."""
        return self.number * PAGE_SIZE


@places.get("/<slug>/waiting")
def waiting(slug: str) -> ResponseReturnValue:
    """Show the lines of all categories, or a page of one."""
    if tidy := tidy_address():
        return redirect(tidy)
    session, now = db.session(), clock.now()
    edition = edition_at(session, slug)
    categories = editions.categories(session, edition.id)
    shown = _shown([one for one in categories if one.key == request.args.get("category")])
    within = [shown.category] if shown.category else categories
    offers = [
        one for one in queries.open_offers(session, edition.id) if one.category_id in {each.id for each in within}
    ]
    return render_template(
        "office/places/waiting.html",
        edition=edition,
        categories=categories,
        by_id={one.id: one for one in categories},
        counts={one.id: one.waiting for one in categories},
        shown=shown,
        within=[one for one in within if one.waiting],
        lines=queries.lines_of(session, edition.id, within, shown.first, shown.last),
        firsts=queries.firsts_with_room(session, edition.id),
        offers=offers,
        page_urls=page_urls("places.waiting", slug, shown.key, shown.number, shown.pages),
        obstacle_words=obstacle_words,
        mode=_mode_words(edition),
        line_words=line_words(edition, now),
        goes_out=promotion_is_on(edition, now),
        writes=allowed(Permission.PEOPLE_WRITE, slug),
    )


def _shown(chosen: list[Category]) -> Shown:
    if not chosen:
        return Shown(None, 1, 1)
    pages = max(1, -(-chosen[0].waiting // PAGE_SIZE))
    number = asked_page()
    return Shown(chosen[0], number if number <= pages else 1, pages)


def _mode_words(edition: Edition) -> str:
    return gettext(PROMOTION[Promotion(edition.promotion)])


def obstacle_words(found: Obstacles, category: Category) -> list[str]:
    """Return what keeps somebody from a place, a sentence each; nothing where nothing does."""
    said = []
    if found.category:
        said.append(gettext("All places in the category are taken."))
    if found.days:
        said.append(gettext("All places are taken on %(days)s.", days=nb(days([day.date for day in found.days]))))
    if found.institution:
        said.append(
            ngettext(
                "%(num)s person from the institution holds a place, and no more may.",
                "%(num)s people from the institution hold places, and no more may.",
                category.institution_limit,
            )
        )
    return said
