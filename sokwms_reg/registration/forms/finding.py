"""The question of somebody who has lost the link: one address."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import EmailField
from wtforms.validators import DataRequired

from sokwms_reg.registration.forms.application import email_address, one_line


class FindForm(FlaskForm):  # type: ignore[misc] # Flask-WTF brings no types
    """An address. It borrows no authority, and posts from other sites are refused, so it needs no token."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc] # as above
        """No session, no cookie."""

        csrf = False

    email = EmailField(
        _("E-mail address"),
        filters=[one_line],
        validators=[DataRequired(message=_("Please give the e-mail address.")), email_address],
    )
