"""Lists that were handed over: as they were, as they are, and the difference."""

from sokwms_reg.handovers.queries.comparing import Comparison, compare
from sokwms_reg.handovers.queries.records import (
    PAGE_SIZE,
    Listed,
    chain,
    changes_of,
    count,
    handover_by_number,
    page,
    question,
    rows_of,
)
from sokwms_reg.handovers.queries.tables import Present, Request, Rows, meals, plain, present, present_of_many, restored

__all__ = [
    "PAGE_SIZE",
    "Comparison",
    "Listed",
    "Present",
    "Request",
    "Rows",
    "chain",
    "changes_of",
    "compare",
    "count",
    "handover_by_number",
    "meals",
    "page",
    "plain",
    "present",
    "present_of_many",
    "question",
    "restored",
    "rows_of",
]
