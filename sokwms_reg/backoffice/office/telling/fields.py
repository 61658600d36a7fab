"""What the fields that histories name are called."""

from collections.abc import Mapping

from sokwms_reg.core.i18n import N_, gettext
from sokwms_reg.imports.states import Fate
from sokwms_reg.protocol.states import CARD_LABELS, OFFICE_LABELS
from sokwms_reg.registration.emails import LABELS, SECRET

# Their values are not recorded, only that they changed.
ONLY_CHANGED = SECRET | {"note"}
# What a deed is about, rather than a field that it fills or empties: told without a value that is none.
NAMING = frozenset({"state", "tag", "registration", "deed", "merged_into", "merged_from", "other", "file", "name"})

_FIELDS: Mapping[str, str] = {
    **LABELS,
    "state": N_("State"),
    "position": N_("Position on the waiting list"),
    "pool": N_("Kind of place"),
    "limit_lifted": N_("The institution's limit is lifted"),
    "message": N_("State of the message"),
    "merged_into": N_("Merged into"),
    "merged_from": N_("Merged from"),
    "other": N_("Not the same person as"),
    # lists, views and what leaves the office
    "format": N_("Format of the file"),
    "count": N_("Number"),
    "filter": N_("Filters"),
    "columns": N_("Columns"),
    "rows": N_("Rows on a page"),
    "name": N_("Name"),
    "recipient": N_("Recipient"),
    "purpose": N_("Purpose"),
    "deed": N_("What was done"),
    "tag": N_("Tag"),
    "registration": N_("Registration"),
    # people from a spreadsheet
    "file": N_("File"),
    "added": N_("Registered"),
    "skipped": N_("Left out"),
    str(Fate.PLACE): N_("With a place"),
    str(Fate.PENDING): N_("Awaiting a decision"),
    str(Fate.WAITING): N_("On the waiting list"),
    str(Fate.KNOWN): N_("Registered already"),
    str(Fate.TWICE): N_("Twice in the file"),
    str(Fate.REFUSED): N_("Cannot be registered"),
    # tasks
    "title": N_("Title"),
    "title_pl": N_("Title in Polish"),
    "title_en": N_("Title in English"),
    "offset_days": N_("Days from the first day"),
    "fixed_on": N_("Fixed date"),
    "user_id": N_("Member of the staff"),
    "who": N_("Who"),
    "note": N_("Note"),
    # protocol
    **CARD_LABELS,
    **OFFICE_LABELS,
    "precedence": N_("Place in the order of precedence"),
}
# What a name means in some actions: "position" is a function in data that people give about themselves.
_IN = {
    "registration.edit": LABELS,
    "registration.replace": LABELS,
    "imports.people": {"rows": N_("Rows")},
}


def label_of(action: str, name: str) -> str | None:
    """Return what a field is called in the reader's language; None for one that is not known here."""
    if name not in _FIELDS:
        return None
    return gettext(_IN.get(action, {}).get(name) or _FIELDS[name])
