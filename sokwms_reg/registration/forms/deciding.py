"""The question before many decisions: why some are not accepted, in each language that their letters are written in."""

from collections.abc import Collection

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from sokwms_reg.core.i18n import LANGUAGES, N_, gettext, speaking
from sokwms_reg.registration.forms.application import many_lines

LONGEST_REASON = 1000
# Often needed, in words that are no administrative decision; they may be changed before they are sent.
REASONS = (
    N_("The number of places in this category is limited, and more registrations were received than there are places."),
    N_("Priority in this category was given to institutions that are not represented yet."),
    N_("The institution is represented by other registered people already."),
    N_("The registration does not match this category; please register in the one that fits the institution."),
)


def _reason(label: str) -> TextAreaField:
    return TextAreaField(
        label,
        filters=[many_lines],
        validators=[
            DataRequired(_("Please give the reason: it is included in the messages in this language.")),
            Length(max=LONGEST_REASON, message=_("Please use at most %(most)s characters.", most=LONGEST_REASON)),
        ],
    )


class AcceptManyForm(FlaskForm):  # type: ignore[misc] # Flask-WTF brings no types
    """Nothing to fill in."""


class RefuseManyForm(FlaskForm):  # type: ignore[misc] # as above
    """A reason in each of the languages; the others' fields are taken out."""

    reason_pl = _reason(_("Reason in Polish"))
    reason_en = _reason(_("Reason in English"))

    def keep_languages(self, languages: Collection[str]) -> None:
        """Take out the reason in a language that none of the letters is written in."""
        for language in LANGUAGES:
            if language not in languages:
                del self[f"reason_{language}"]

    @property
    def reasons(self) -> dict[str, str]:
        """Return the reasons by language."""
        given = {language: f"reason_{language}" for language in LANGUAGES}
        return {language: self[name].data for language, name in given.items() if name in self}

    def propose(self, number: int) -> None:
        """Put one of the proposed reasons into each field, in its language."""
        for language in LANGUAGES:
            if f"reason_{language}" in self:
                with speaking(language):
                    self[f"reason_{language}"].data = gettext(REASONS[number])
