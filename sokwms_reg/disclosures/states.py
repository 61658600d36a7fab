"""Kinds of disclosures, and how the numbers of people are kept: one bit each, 100,000 in a few kilobytes."""

import zlib
from collections.abc import Collection
from enum import StrEnum

from sokwms_reg.core.i18n import N_


class Kind(StrEnum):
    """How a list left: as a file of the list, by being handed over, or as a file of what had been handed over."""

    EXPORT = "export"
    HANDOVER = "handover"
    HANDOVER_FILE = "handover_file"


KINDS = {
    Kind.EXPORT: N_("Export of the list"),
    Kind.HANDOVER: N_("List handed over"),
    Kind.HANDOVER_FILE: N_("File of a list handed over"),
}


def packed(people: Collection[int]) -> bytes:
    """Return the numbers of people as compressed bits, counted from the smallest number."""
    if not people:
        return zlib.compress(b"")
    first, last = min(people), max(people)
    bits = bytearray((last - first) // 8 + 1)
    for number in people:
        bits[(number - first) // 8] |= 1 << ((number - first) % 8)
    return zlib.compress(bytes(bits))


def holds(people: bytes, first: int, number: int) -> bool:
    """Tell whether a number is among those that were packed, of which `first` is the smallest."""
    bits, spot = zlib.decompress(people), number - first
    return 0 <= spot < len(bits) * 8 and bool(bits[spot // 8] & 1 << (spot % 8))
