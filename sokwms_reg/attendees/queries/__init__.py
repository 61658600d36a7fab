"""Lists of people: what can be asked, columns, pages, figures. Later rooms add filters and columns to the registry."""

from sokwms_reg.attendees.queries.columns import NEEDS, USUAL, Column, Kind, add_columns, columns
from sokwms_reg.attendees.queries.duplicates import MOST, PAIRS_A_PAGE, Pair, duplicates_of, pairs_in, pairs_of
from sokwms_reg.attendees.queries.filters import Entry, ListFilter, add_filter, filters
from sokwms_reg.attendees.queries.listing import (
    Found,
    PeoplePage,
    Person,
    count,
    find,
    page_of,
    pages_of,
    stream,
)
from sokwms_reg.attendees.queries.notes import merged_with, note_about, notes_about
from sokwms_reg.attendees.queries.reading import Problem, Problems, read
from sokwms_reg.attendees.queries.scope import Scope, scope_of
from sokwms_reg.attendees.queries.tags import tag_at, tag_counts, tags_in, tags_of
from sokwms_reg.attendees.queries.views import default_view, view_at, views_in
from sokwms_reg.attendees.queries.wish import NAME, PAGE_SIZE, SIZES, Wish, condition, sorts

__all__ = [
    "MOST",
    "NAME",
    "NEEDS",
    "PAGE_SIZE",
    "PAIRS_A_PAGE",
    "SIZES",
    "USUAL",
    "Column",
    "Entry",
    "Found",
    "Kind",
    "ListFilter",
    "Pair",
    "PeoplePage",
    "Person",
    "Problem",
    "Problems",
    "Scope",
    "Wish",
    "add_columns",
    "add_filter",
    "columns",
    "condition",
    "count",
    "default_view",
    "duplicates_of",
    "filters",
    "find",
    "merged_with",
    "note_about",
    "notes_about",
    "page_of",
    "pages_of",
    "pairs_in",
    "pairs_of",
    "read",
    "scope_of",
    "sorts",
    "stream",
    "tag_at",
    "tag_counts",
    "tags_in",
    "tags_of",
    "view_at",
    "views_in",
]
