"""Lists of people: what can be asked, columns, pages, figures. Later rooms add filters and columns to the registry."""

from sokwms_reg.attendees.queries.columns import NEEDS, Column, add_columns, columns
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
from sokwms_reg.attendees.queries.scope import Scope, scope_of
from sokwms_reg.attendees.queries.wish import NAME, SORTS, Problem, Wish, read

__all__ = [
    "NAME",
    "NEEDS",
    "PAGE_SIZE",
    "SORTS",
    "Column",
    "ListFilter",
    "PeoplePage",
    "Person",
    "Problem",
    "Scope",
    "Wish",
    "add_columns",
    "add_filter",
    "columns",
    "count",
    "figures",
    "filters",
    "page_of",
    "pages_of",
    "read",
    "scope_of",
    "stream",
]
