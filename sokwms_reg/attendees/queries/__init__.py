"""Lists of people: what can be asked, columns, pages, figures. Later rooms add filters and columns to the registry."""

from sokwms_reg.attendees.queries.columns import NEEDS, Column, add_columns, columns
from sokwms_reg.attendees.queries.duplicates import MOST, PAIRS_A_PAGE, Pair, duplicates_of, pairs_in, pairs_of
from sokwms_reg.attendees.queries.filters import ListFilter, add_filter, filters
from sokwms_reg.attendees.queries.listing import (
    PAGE_SIZE,
    PeoplePage,
    Person,
    count,
    figures,
    page_of,
    pages_of,
    stream,
)
from sokwms_reg.attendees.queries.notes import merged_with, note_about, notes_about
from sokwms_reg.attendees.queries.scope import Scope, scope_of
from sokwms_reg.attendees.queries.wish import NAME, SORTS, Problem, Wish, read

__all__ = [
    "MOST",
    "NAME",
    "NEEDS",
    "PAGE_SIZE",
    "PAIRS_A_PAGE",
    "SORTS",
    "Column",
    "ListFilter",
    "Pair",
    "PeoplePage",
    "Person",
    "Problem",
    "Scope",
    "Wish",
    "add_columns",
    "add_filter",
    "columns",
    "count",
    "duplicates_of",
    "figures",
    "filters",
    "merged_with",
    "note_about",
    "notes_about",
    "page_of",
    "pages_of",
    "pairs_in",
    "pairs_of",
    "read",
    "scope_of",
    "stream",
]
