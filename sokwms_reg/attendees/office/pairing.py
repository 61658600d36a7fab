"""Two registrations beside each other: where they differ, what was chosen, and what merging them would do."""

from dataclasses import dataclass
from functools import cached_property

from sqlalchemy.orm import Session

from sokwms_reg.attendees import queries
from sokwms_reg.attendees.forms import MergeForm, merge_form
from sokwms_reg.attendees.office.values import value_words, words_or_nothing
from sokwms_reg.attendees.states import state_words
from sokwms_reg.core.i18n import gettext, ngettext
from sokwms_reg.core.office import allowed
from sokwms_reg.core.templates import plain
from sokwms_reg.editions import queries as editions
from sokwms_reg.editions.models import Edition
from sokwms_reg.editions.office import edition_at
from sokwms_reg.editions.states import Permission
from sokwms_reg.registration.emails import LABELS
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.office.desk import names_of, registration_at
from sokwms_reg.registration.service import MERGED, pair_mark, values_of
from sokwms_reg.registration.service.filling import Filled
from sokwms_reg.registration.states import HOLDING

# A contact person goes with name, address and telephone, or not at all.
CONTACT = ("contact_name", "contact_email", "contact_phone")
UNIT = "contact_name"


@dataclass(frozen=True)
class Preview:
    """What merging does, in sentences; `warning` where a place would be lost by it, else ""."""

    sentences: list[str]
    warning: str


@dataclass(frozen=True)
class Before:
    """What was so before: the state of each, and how many notes go along."""

    stays: str
    goes: str
    notes: int


@dataclass
class Pairing:
    """Two registrations of an edition."""

    session: Session
    edition: Edition
    one: Registration
    other: Registration

    @cached_property
    def categories(self) -> dict[int, str]:
        """Return the names of the categories by number."""
        return {each.id: plain(each.name) for each in editions.categories(self.session, self.edition.id)}

    @cached_property
    def stored(self) -> dict[str, dict[str, object]]:
        """Return what is stored of each, by reference and field; needs only for who may read them."""
        hidden = frozenset() if allowed(Permission.NEEDS_READ, self.edition.slug) else queries.NEEDS
        names = [name for name in MERGED if name not in hidden]
        return {each.reference: values_of(self.session, each, names) for each in (self.one, self.other)}

    @cached_property
    def differing(self) -> dict[str, str]:
        """Return the fields that differ with their labels; a contact person is one field."""
        one, other = (self.stored[each.reference] for each in (self.one, self.other))
        names = [UNIT if name in CONTACT else name for name in one if one[name] != other[name]]
        return {name: gettext(LABELS[name]) for name in dict.fromkeys(names)}

    def words(self, name: str, reference: str) -> str:
        """Return a value of one of the two in the reader's words."""
        stored = self.stored[reference]
        if name != UNIT:
            return value_words(name, stored[name])
        parts = (words_or_nothing(each, stored[each]) for each in CONTACT)
        return ", ".join(part for part in parts if part) or gettext("not given")

    def form(self) -> MergeForm:
        """Return the form, as it was typed where it was sent."""
        references = {each.reference: self._named(each) for each in (self.one, self.other)}
        values = {name: {each: self.words(name, each) for each in references} for name in self.differing}
        return merge_form(references, self.differing, values)

    def _named(self, each: Registration) -> str:
        return gettext(
            "%(reference)s: %(state)s, %(category)s",
            reference=each.reference,
            state=state_words(each.state, each.cancelled_by),
            category=self.categories[each.category_id],
        )

    def chosen(self, form: MergeForm) -> tuple[Registration, Registration]:
        """Return the one that stays and the one that goes."""
        return (self.one, self.other) if form.stays.data == self.one.reference else (self.other, self.one)

    def values(self, form: MergeForm, stays: Registration) -> dict[str, object]:
        """Return what the one that stays takes over from the other."""
        taken: dict[str, object] = {}
        for name, reference in form.taken().items():
            if reference != stays.reference:
                fields = CONTACT if name == UNIT else (name,)
                taken |= {field: self.stored[reference][field] for field in fields}
        return taken

    def before(self, stays: Registration, goes: Registration) -> Before:
        """Return what a preview compares with."""
        return Before(stays.state, goes.state, len(queries.notes_about(self.session, goes)))


def pairing_at(session: Session, slug: str, reference: str, other: str) -> Pairing:
    """Return the two registrations of the address; 404 where one of them is not in the edition."""
    edition = edition_at(session, slug)
    return Pairing(
        session, edition, registration_at(session, edition, reference), registration_at(session, edition, other)
    )


def filled_form(pairing: Pairing) -> MergeForm:
    """Return the form with a proposal: who holds a place stays, else who came first; what it lacks is taken over."""
    form = pairing.form()
    order = sorted((pairing.one, pairing.other), key=lambda each: (each.state not in HOLDING, each.id))
    stays, goes = (each.reference for each in order)
    form.stays.data = stays
    for field in form:
        name = field.name.removeprefix("take_")
        if name in pairing.differing:
            field.data = goes if pairing.stored[stays][name] == "" else stays  # nobody is given a consent unasked
    form.made_from.data = pair_mark(pairing.session, pairing.one, pairing.other)
    return form


def preview_of(stays: Registration, goes: Registration, before: Before, filled: Filled) -> Preview:
    """Return what has been done, in the future tense of a preview; asked inside the transaction that did it."""
    sentences = [
        gettext(
            "Registration %(reference)s stays. Its state will be: %(state)s.",
            reference=stays.reference,
            state=state_words(stays.state),
        ),
        gettext("Registration %(reference)s will be cancelled by the secretariat.", reference=goes.reference),
    ]
    if filled.promoted:
        sentences.append(gettext("A place will go to: %(names)s.", names=names_of(filled.promoted)))
    if filled.offered:
        sentences.append(gettext("A place will be offered to: %(names)s.", names=names_of(filled.offered)))
    if before.goes in HOLDING and not filled.total:
        sentences.append(gettext("Its place in the category will be free."))
    if before.notes:
        sentences.append(ngettext("%(num)s note will move along.", "%(num)s notes will move along.", before.notes))
    sentences.append(gettext("Histories and messages stay where they are; the two pages lead to each other."))
    lost = before.goes in HOLDING and stays.state not in HOLDING
    warning = gettext("The registration that stays holds no place, while the other one does: the person would lose it.")
    return Preview(sentences, warning if lost else "")


def taken_over(pairing: Pairing, form: MergeForm) -> list[str]:
    """Return what the one that stays takes over: field, its value and the other's."""
    stays, goes = pairing.chosen(form)
    return [
        gettext(
            "%(field)s: %(old)s → %(new)s",
            field=pairing.differing[name],
            old=pairing.words(name, stays.reference),
            new=pairing.words(name, goes.reference),
        )
        for name, reference in form.taken().items()
        if reference == goes.reference
    ]
