"""The name of a saved view, and what the page that asks for it has seen."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, StringField
from wtforms.validators import DataRequired, Length, ValidationError

from sokwms_reg.attendees.service import LONGEST_NAME
from sokwms_reg.core.search import fold
from sokwms_reg.registration.forms.application import one_line

DIGITS = 9  # of a count of changes; more fits into no database's integer
_NAMELESS = _("Please name the view.")


class SeenForm(FlaskForm):  # type: ignore[misc] # Flask-WTF brings no types
    """Nothing to fill in but `changes`: how often the view had been changed when the page was made."""

    changes = HiddenField()

    @property
    def seen(self) -> int:
        """Return how often; -1, which no view has, where it is no number."""
        given = str(self.changes.data or "")
        return int(given) if given.isascii() and given.isdigit() and len(given) <= DIGITS else -1


class ViewForm(SeenForm):
    """What a view is called."""

    name = StringField(
        _("Name of the view"),
        filters=[one_line],
        validators=[
            DataRequired(_NAMELESS),
            Length(max=LONGEST_NAME, message=_("Please use at most %(most)s characters.", most=LONGEST_NAME)),
        ],
    )

    def validate_name(self, field: Field) -> None:
        """Refuse signs that nobody could tell from nothing."""
        if not fold(field.data):
            raise ValidationError(_NAMELESS)
