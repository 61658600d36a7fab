"""The form's token: says which edition, which sheet of paper, and when it was handed out.

Public forms set no cookie, and a registration has no authority to borrow, so this is enough against forgery; it never
expires, and makes a submission idempotent: the same sheet sent twice is one registration.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wtforms.csrf.core import CSRF, CSRFTokenField
from wtforms.form import BaseForm
from wtforms.validators import ValidationError

from sokwms_reg.core.i18n import gettext
from sokwms_reg.core.tokens import TokenError, sign, unsign

_PURPOSE = "form"


@dataclass(frozen=True)
class FormToken:
    """One form handed out: the edition's slug, a random nonce, seconds since 1970 (UTC) when it was issued."""

    edition: str
    nonce: str
    issued: int


def issue(secret: str, edition: str, now: datetime) -> str:
    """Return the token of a fresh form."""
    return sign(secret, _PURPOSE, [edition, secrets.token_urlsafe(12), int(now.timestamp())])


def read(secret: str, text: str) -> FormToken:
    """Return what a token says. Raises TokenError when it is missing or altered."""
    value = unsign(secret, _PURPOSE, text)
    if not isinstance(value, list) or [type(part) for part in value] != [str, str, int]:
        raise TokenError(_PURPOSE)
    return FormToken(*value)


class FormTokens(CSRF):
    """WTForms' token protection by signed tokens; the view has read the token before the form is made."""

    def setup_form(self, form: Any) -> Any:  # noqa: ANN401 - as WTForms declares it
        """Take the token that the view decided on: the one that came, or a fresh one."""
        self.token: str = form.meta.csrf_context
        return super().setup_form(form)

    def generate_csrf_token(self, csrf_token_field: CSRFTokenField) -> str:
        """Return the form's token."""
        del csrf_token_field
        return self.token

    def validate_csrf_token(self, form: BaseForm, field: CSRFTokenField) -> None:
        """Refuse a form whose token is not the one the view has accepted."""
        del form
        if field.data != self.token:
            raise ValidationError(gettext("This form was made for another edition; please send it again."))
