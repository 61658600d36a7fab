"""The pages of an edition's settings that have a form: which they are, and how each is made."""

from dataclasses import dataclass
from typing import Any

from flask import abort, url_for
from sqlalchemy.orm import Session

from sokwms_reg.core.i18n import gettext
from sokwms_reg.core.templates import plain
from sokwms_reg.editions.models import Category, Edition
from sokwms_reg.editions.office import edition_at
from sokwms_reg.registration import queries, service
from sokwms_reg.registration.forms.settings import (
    MomentField,
    SettingsForm,
    make_category_form,
    make_days_form,
    make_texts_form,
    make_window_form,
)
from sokwms_reg.registration.forms.settings.base import Typed
from sokwms_reg.registration.forms.settings.registration import Window
from sokwms_reg.registration.office.describing import value_words

REGISTRATION, CATEGORY, DAYS, TEXTS = "registration", "category", "days", "texts"


@dataclass(frozen=True)
class Sheet:
    """A form of settings as it was typed, beside the same as it is stored."""

    edition: Edition
    part: str
    category: Category | None
    form: SettingsForm
    stored: SettingsForm
    mark: str

    @property
    def slug(self) -> str:
        """Return the edition's address."""
        return self.edition.slug

    @property
    def url(self) -> str:
        """Return where the form is, and where it is sent."""
        key = self.category.key if self.category else None
        return url_for("places.settings_form", slug=self.slug, part=self.part, key=key)

    @property
    def title(self) -> str:
        """Return what the page is called."""
        if self.category is not None:
            return gettext("Settings of the category “%(name)s”", name=plain(self.category.name))
        titles = {REGISTRATION: gettext("Registration and waiting list"), DAYS: gettext("Places on each day")}
        return titles.get(self.part) or gettext("Texts and notices")

    def newer(self) -> list[tuple[str, str]]:
        """Return what is stored now and was typed otherwise, as (name, value) in the reader's words."""
        differing = [self.stored[field.name] for field in self.form.differing(self.stored)]
        return [(str(field.label.text), self._words(field)) for field in differing]

    def _words(self, field: Any) -> str:  # noqa: ANN401 - any field
        if field.name.startswith("day_"):
            return str(field.data) if field.data is not None else gettext("no limit")
        column = field.instant(self.edition.timezone) if isinstance(field, MomentField) else field.data
        if field.name == "institution_limit":
            column = field.column
        return value_words(field.name, column, self.edition.timezone)


def sheet_at(session: Session, slug: str, part: str, key: str, typed: Typed) -> Sheet:
    """Return a form of an edition's settings, filled in where something was typed; 404 for no such category."""
    edition = edition_at(session, slug)
    category = queries.category_by_key(session, edition.id, key) if part == CATEGORY else None
    if part == CATEGORY and category is None:
        abort(404)
    mark = service.settings_mark(session, edition)
    stored = _form(session, edition, part, category, None)
    stored.made_from.data = mark
    form = stored if typed is None else _form(session, edition, part, category, typed)
    return Sheet(edition, part, category, form, stored, mark)


def _form(session: Session, edition: Edition, part: str, category: Category | None, typed: Typed) -> SettingsForm:
    if part == REGISTRATION:
        return make_window_form(edition, _windows(session, edition), typed)
    if part == TEXTS:
        return make_texts_form(edition, typed)
    days = queries.days(session, edition.id)
    if category is None:
        return make_days_form(edition, days, typed)
    limits = {one.day_id: one for one in queries.limits_of(session, edition.id) if one.category_id == category.id}
    return make_category_form(edition, category, days, limits, typed)


def _windows(session: Session, edition: Edition) -> list[Window]:
    categories = queries.categories_of(session, edition.id)
    return [Window(plain(one.name), one.opens_at, one.closes_at) for one in categories]
