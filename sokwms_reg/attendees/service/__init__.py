"""What the secretariat changes about people by itself; places and states are registration's."""

from sokwms_reg.attendees.service.merging import MergeHook, dismiss, merge, on_merge
from sokwms_reg.attendees.service.notes import (
    NotTheAuthorError,
    StaleNoteError,
    add_note,
    change_note,
    delete_note,
    delete_own_note,
    note_mark,
)
from sokwms_reg.attendees.service.people import (
    StaleSalutationError,
    TakenList,
    record_data_copy,
    record_export,
    set_salutation,
)

__all__ = [
    "MergeHook",
    "NotTheAuthorError",
    "StaleNoteError",
    "StaleSalutationError",
    "TakenList",
    "add_note",
    "change_note",
    "delete_note",
    "delete_own_note",
    "dismiss",
    "merge",
    "note_mark",
    "on_merge",
    "record_data_copy",
    "record_export",
    "set_salutation",
]
