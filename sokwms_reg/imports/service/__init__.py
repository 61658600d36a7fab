"""Keeping an uploaded file, and doing what it says. Callers commit."""

from sokwms_reg.imports.service.keeping import Upload, discard, expire, keep, read_again, remember
from sokwms_reg.imports.service.running import Line, Order, Result, changed_rows, finish, run, seal_of

__all__ = [
    "Line",
    "Order",
    "Result",
    "Upload",
    "changed_rows",
    "discard",
    "expire",
    "finish",
    "keep",
    "read_again",
    "remember",
    "run",
    "seal_of",
]
