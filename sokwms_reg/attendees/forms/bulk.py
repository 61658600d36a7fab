"""Tags, and the questions about many people at once."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (  # type: ignore[attr-defined] # the stubs do not know SelectChoice yet
    BooleanField,
    Field,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
)
from wtforms.validators import DataRequired, Length, ValidationError

from sokwms_reg.attendees.forms.person import offered
from sokwms_reg.core.search import fold
from sokwms_reg.registration.forms.application import one_line
from sokwms_reg.registration.forms.deciding import RefuseManyForm

LONGEST_TAG = 60


class TagForm(FlaskForm):  # type: ignore[misc] # as above
    """The name of a tag. A list joins several by commas, so none has one in it."""

    tag = StringField(
        _("Tag"),
        filters=[one_line],
        validators=[
            DataRequired(_("Please write the tag.")),
            Length(max=LONGEST_TAG, message=_("Please use at most %(most)s characters.", most=LONGEST_TAG)),
        ],
    )

    def validate_tag(self, field: Field) -> None:
        """Refuse commas, and signs that nobody could search for."""
        if "," in field.data:
            raise ValidationError(_("A tag has no comma in it; please add one tag after the other."))
        if not fold(field.data):
            raise ValidationError(_("Please write the tag."))


class CancelManyForm(RefuseManyForm):
    """Why many registrations are cancelled, and whether the people are told."""

    letter = BooleanField(_("Send messages to the people concerned"))


class MoveManyForm(FlaskForm):  # type: ignore[misc] # Flask-WTF brings no types
    """To which category many move."""

    category = RadioField(_("Category"), validators=[offered], validate_choice=False)

    def __init__(self, categories: Mapping[str, str]) -> None:
        """Offer the categories by key, in words."""
        super().__init__()
        self.category.choices = [SelectChoice(key, words) for key, words in categories.items()]


class UntagForm(FlaskForm):  # type: ignore[misc] # as above
    """Which tag is taken off."""

    known_tag = SelectField(_("Tag"), validators=[offered], validate_choice=False)

    def __init__(self, tags: Mapping[str, str]) -> None:
        """Offer the tags by id."""
        super().__init__()
        self.known_tag.choices = [SelectChoice(number, name) for number, name in tags.items()]
