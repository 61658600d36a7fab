"""The office's questions about one person or many. All carry the session's CSRF token, checked by the blueprint."""

from sokwms_reg.attendees.forms.bulk import CancelManyForm, MoveManyForm, TagForm, UntagForm
from sokwms_reg.attendees.forms.moving import CategoryForm
from sokwms_reg.attendees.forms.person import (
    ApproveForm,
    CancelForm,
    LiftForm,
    MergeForm,
    MoveForm,
    NoteForm,
    OfferForm,
    RejectForm,
    ReserveForm,
    SalutationForm,
    merge_form,
)
from sokwms_reg.attendees.forms.views import SeenForm, ViewForm

__all__ = [
    "ApproveForm",
    "CancelForm",
    "CancelManyForm",
    "CategoryForm",
    "LiftForm",
    "MergeForm",
    "MoveForm",
    "MoveManyForm",
    "NoteForm",
    "OfferForm",
    "RejectForm",
    "ReserveForm",
    "SalutationForm",
    "SeenForm",
    "TagForm",
    "UntagForm",
    "ViewForm",
    "merge_form",
]
