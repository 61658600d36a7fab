"""What can become of a row, what may be wrong with a file, and the words for both."""

from enum import StrEnum

from sokwms_reg.core.i18n import N_, gettext, ngettext
from sokwms_reg.core.tabular import BYTES, COLUMNS, ROWS, Flaw, Remark

KEPT_HOURS = 24
MEGABYTES = BYTES // (1024 * 1024)


class Fate(StrEnum):
    """What an import does with a row."""

    PLACE = "place"
    PENDING = "pending"
    WAITING = "waiting"
    KNOWN = "known"
    TWICE = "twice"
    REFUSED = "refused"


REGISTERED = (Fate.PLACE, Fate.PENDING, Fate.WAITING)
PROBLEMS = (Fate.KNOWN, Fate.TWICE, Fate.REFUSED)
FATES = {
    Fate.PLACE: N_("will be registered with a place"),
    Fate.PENDING: N_("will await a decision and hold a place"),
    Fate.WAITING: N_("will go on the waiting list"),
    Fate.KNOWN: N_("registered already"),
    Fate.TWICE: N_("twice in the file"),
    Fate.REFUSED: N_("cannot be registered"),
}
# The badge of each, as the states of registrations have them.
BADGES = {
    Fate.PLACE: "confirmed",
    Fate.PENDING: "pending",
    Fate.WAITING: "waiting",
    Fate.KNOWN: "cancelled",
    Fate.TWICE: "cancelled",
    Fate.REFUSED: "rejected",
}

_FLAWS = {
    Flaw.EMPTY: N_("The file is empty."),
    Flaw.ONLY_HEADINGS: N_("There is nothing in the file below the headings."),
    Flaw.ENCRYPTED: N_("The file is protected by a password. Please save it without one and choose it again."),
    Flaw.OLD_WORKBOOK: N_(
        "This is a workbook of an old kind (XLS). Please save it as XLSX or ODS and choose it again."
    ),
    Flaw.NO_TABLE: N_("This is not a spreadsheet. Please choose a file in XLSX, ODS or CSV."),
    Flaw.MARKUP: N_("This is a web page or an XML file, whatever its name. Please save it as XLSX, ODS or CSV."),
    Flaw.DAMAGED: N_("The file is damaged and cannot be read. Please save it again in the program it comes from."),
    Flaw.UNPACKS_TOO_LARGE: N_("Unpacked, the file is far too large for a list of people; it was not opened."),
    Flaw.DOCUMENT_TYPE: N_("The file contains definitions that no spreadsheet needs; it was not opened."),
    Flaw.TOO_MUCH_TEXT: N_("There is far too much text in the file for a list of people."),
    Flaw.WRONG_ENCODING: N_("The file cannot be read in this encoding. Please choose another one."),
}
_FLAWS_WITH_ROW = {
    Flaw.TOO_MANY_COLUMNS: N_(
        "Row %(row)s has more than %(columns)s columns. Please delete those that are not needed."
    ),
    Flaw.LONG_CELL: N_("A cell in row %(row)s is longer than a spreadsheet allows."),
    Flaw.OPEN_QUOTE: N_(
        "A quotation mark in or before row %(row)s is not closed, so it cannot be told where a cell ends. Please "
        "correct it, or save the file as XLSX."
    ),
}


def flaw_words(flaw: Flaw, row: int = 0) -> str:
    """Return why a file cannot be read, in the reader's language."""
    if flaw == Flaw.TOO_LARGE:
        return gettext("The file is larger than %(most)s MB.", most=MEGABYTES)
    if flaw == Flaw.TOO_MANY_ROWS:
        return gettext("The file has more than %(most)s rows. Please split it into several files.", most=ROWS)
    if flaw in _FLAWS_WITH_ROW:
        return gettext(_FLAWS_WITH_ROW[flaw], row=row, columns=COLUMNS)
    return gettext(_FLAWS[flaw])


def remark_words(remark: str, number: int) -> str:
    """Return what one should know of a file that was read, in the reader's language."""
    if remark == Remark.MACROS:
        return gettext("The file contains macros. They were neither run nor kept.")
    if remark == Remark.GAP:
        return gettext("Reading ended at row %(row)s, after a thousand empty rows.", row=number)
    return {
        Remark.MERGED: lambda: ngettext(
            "%(num)s area of merged cells: its value counts for the first cell only.",
            "%(num)s areas of merged cells: their values count for the first cell only.",
            number,
        ),
        Remark.NO_RESULT: lambda: ngettext(
            "%(num)s formula has no stored result and counts as an empty cell.",
            "%(num)s formulas have no stored result and count as empty cells.",
            number,
        ),
        Remark.FAILED_FORMULA: lambda: ngettext(
            "%(num)s cell holds an error of a formula and counts as empty.",
            "%(num)s cells hold errors of formulas and count as empty.",
            number,
        ),
        Remark.OTHER_SHEETS: lambda: ngettext(
            "The first sheet was read; %(num)s other was not.",
            "The first sheet was read; %(num)s others were not.",
            number,
        ),
    }[Remark(remark)]()


def fate_words(fate: str) -> str:
    """Return what becomes of a row, in the reader's language."""
    return gettext(FATES[Fate(fate)])
