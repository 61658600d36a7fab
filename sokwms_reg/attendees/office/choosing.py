"""The filters of a list as its page shows them: what can be chosen, what is chosen; and a list in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sokwms_reg.attendees import queries
from sokwms_reg.core.i18n import gettext

# What else the address of a list may say, and does not narrow it.
NO_FILTERS = frozenset({"sort", "columns", "view", "rows", "page"})
MOST_BOXES = 8  # choices that stand beside each other; of more, one is added from a list


@dataclass(frozen=True)
class Choice:
    """A value of a filter with its words, and how many have it where that is said."""

    value: str
    words: str
    number: int | None
    chosen: bool


@dataclass(frozen=True)
class Asked:
    """A filter with its choices: `boxes` are ticked or not, one of `more` can be added, or one that is typed."""

    name: str
    words: str
    everything: str
    entry: queries.Entry
    boxes: Sequence[Choice]
    more: Sequence[Choice]

    @property
    def ticked(self) -> bool:
        """Tell whether all its choices have boxes."""
        return self.entry is queries.Entry.CHOICE and bool(self.boxes) and not self.more

    @property
    def usable(self) -> bool:
        """Tell whether there is anything to choose or type."""
        return self.entry is not queries.Entry.CHOICE or bool(self.more)

    @property
    def chosen(self) -> list[Choice]:
        """Return the values that are chosen."""
        return [choice for choice in self.boxes if choice.chosen]


def asked_filters(
    scope: queries.Scope, wish: queries.Wish, figures: Mapping[str, Mapping[str, int]], *, sees_needs: bool
) -> list[Asked]:
    """Return all filters that are open to somebody."""
    return [
        _asked(scope, wish, each, figures.get(each.name, {}))
        for each in queries.filters()
        if sees_needs or not each.needs
    ]


def _asked(scope: queries.Scope, wish: queries.Wish, each: queries.ListFilter, figures: Mapping[str, int]) -> Asked:
    choices, values = each.choices(scope), wish.chosen.get(each.name, ())
    told = {**choices, **{value: each.value_words(choices, value) for value in values}}
    every = [Choice(value, words, figures.get(value), value in values) for value, words in told.items()]
    if len(every) > MOST_BOXES:
        boxes, more = [one for one in every if one.chosen], [one for one in every if not one.chosen]
    else:
        boxes, more = every, []
    return Asked(each.name, each.words, each.everything, each.entry, boxes, more)


def filter_words(scope: queries.Scope, filters: Mapping[str, Any]) -> str:
    """Return what a list is narrowed by; a filter or value that is gone stands under its name."""
    known = {each.name: each for each in queries.filters()}
    said = []
    for name, value in filters.items():
        if name == "q":
            said.append(gettext("“%(words)s”", words=value))
        elif name in known:
            choices = known[name].choices(scope)
            values = map(str, value) if isinstance(value, list) else [str(value)]
            said.append(f"{known[name].words}: {', '.join(known[name].value_words(choices, one) for one in values)}")
        elif name not in NO_FILTERS:
            said.append(f"{name}: {value}")
    return "; ".join(said) or gettext("Everybody who has registered")


def sort_words(sort: str) -> str:
    """Return what a list is sorted by; an order that is gone stands under its name."""
    key = sort.removeprefix("-")
    words = queries.sorts().get(key, key)
    return gettext("%(order)s, descending", order=words) if sort.startswith("-") else words


def list_words(scope: queries.Scope, wish: queries.Wish) -> dict[str, str]:
    """Return a list in words: whom it is about, in which order, with which columns, rows of a page; by their labels."""
    known = queries.columns()
    return {
        gettext("Filters"): filter_words(scope, wish.arguments()),
        gettext("Sort by"): sort_words(wish.sort),
        gettext("Columns"): ", ".join(known[name].heading for name in wish.columns or queries.USUAL),
        gettext("Rows on a page"): str(wish.rows),
    }
