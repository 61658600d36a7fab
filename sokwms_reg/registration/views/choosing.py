"""The choice of a category, and the page of what takes no registrations now: the edition, or one of its categories."""

from flask import render_template
from flask.typing import ResponseReturnValue

from sokwms_reg.core import clock
from sokwms_reg.core.cache import cached, fresh_until
from sokwms_reg.core.db import db
from sokwms_reg.core.i18n import gettext
from sokwms_reg.core.templates import plain
from sokwms_reg.editions import queries as editions
from sokwms_reg.editions.models import Category, Edition
from sokwms_reg.registration import forms, queries
from sokwms_reg.registration.states import (
    NO_LIMITS,
    Phase,
    category_phase,
    free_places,
    line_words,
    phase,
    phase_words,
    rule_words,
)
from sokwms_reg.registration.views import keeping, registration
from sokwms_reg.registration.views.desk import Desk, edition_of, other_categories


@registration.get("/editions/<slug>/register")
@cached
def choose(slug: str) -> ResponseReturnValue:
    """Show the categories with their places and rules, or why there is nothing to choose."""
    edition = edition_of(slug)
    session, now = db.session(), clock.now()
    days = queries.days(session, edition.id)
    categories = editions.categories(session, edition.id)
    if phase(edition, now) != Phase.OPEN:
        return _shut(edition, categories=categories)
    limits = editions.day_limits(session, edition.id)
    kept = queries.kept_for_line(session, edition, now)
    for category in categories:
        fresh_until(category.opens_at, now)
        fresh_until(category.closes_at, now)
    phases = {category.key: category_phase(edition, category, now) for category in categories}
    return render_template(
        "registration/choose.html",
        edition=edition,
        days=days,
        categories=categories,
        shut={category.key: phase_words(edition, category, phases[category.key]) for category in categories},
        rules={category.key: rule_words(edition, category) for category in categories},
        free={
            category.key: free_places(category, days, limits.get(category.id, NO_LIMITS), kept)
            for category in categories
        },
        line_words=line_words(edition, now),
    )


def shut_desk(desk: Desk, status: int = 200, typed: forms.RegistrationForm | None = None) -> ResponseReturnValue | None:
    """Return the page of a category that takes no registrations now, with what was typed; None when it does.

    Where only the category is shut, the others are offered, and a form goes there as it was typed.
    """
    now = clock.now()
    current = category_phase(desk.edition, desk.category, now)
    if current == Phase.OPEN:
        return None
    if phase(desk.edition, now) != Phase.OPEN:
        categories = editions.categories(db.session(), desk.edition.id)
        return _shut(desk.edition, categories=categories, chosen=desk.category, form=typed), status
    page = _shut(
        desk.edition,
        category=desk.category,
        chosen=desk.category,
        words=phase_words(desk.edition, desk.category, current),
        others=other_categories(desk),
        form=typed,
    )
    return page, status


def _shut(
    edition: Edition, *, chosen: Category | None = None, form: forms.RegistrationForm | None = None, **words: object
) -> str:
    """Render the page, with what was typed for the `chosen` category; `category` in the words is one shut alone."""
    typed = [] if form is None or chosen is None else [(gettext("Category"), plain(chosen.name))]
    typed += keeping.typed_answers(form) if form else []
    return render_template(
        "registration/shut.html", edition=edition, phase=phase(edition, clock.now()), form=form, typed=typed, **words
    )
