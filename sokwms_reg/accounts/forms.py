"""Flask-Security's forms under our labels. What they check is theirs."""

from typing import Any, ClassVar

from flask_babel import gettext
from flask_security import (
    ChangePasswordForm,
    ForgotPasswordForm,
    LoginForm,
    MfRecoveryForm,
    ResetPasswordForm,
    TwoFactorRescueForm,
    TwoFactorSelectForm,
    TwoFactorSetupForm,
    TwoFactorVerifyCodeForm,
    VerifyForm,
    WebAuthnRegisterForm,
)
from wtforms import Field, RadioField, SelectChoice, ValidationError  # type: ignore[attr-defined] # stubs of 3.2

from sokwms_reg.accounts.service import LONGEST_PASSWORD
from sokwms_reg.core.i18n import N_

EMAIL = N_("E-mail address")
PASSWORD = N_("Password")
NEW_PASSWORD = N_("New password")
AGAIN = N_("New password again")
CODE = N_("Code from the app")


class Labelled:
    """Gives fields our labels when the form is made, in the language of the request."""

    labels: ClassVar[dict[str, str]] = {}

    def __init__(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 - WTForms decides
        super().__init__(*arguments, **named)
        for name, text in self.labels.items():
            getattr(self, name).label.text = gettext(text)


class BoundedPasswords(Labelled):
    """Refuses passwords that would take long to hash, before they are hashed."""

    def validate_password(self, field: Field) -> None:
        """Refuse more than LONGEST_PASSWORD characters."""
        if field.data and len(field.data) > LONGEST_PASSWORD:
            raise ValidationError(gettext("The password is too long. Please choose a shorter one."))

    validate_new_password = validate_password


class SignInForm(BoundedPasswords, LoginForm):
    """E-mail address and password; nobody is remembered on a device."""

    labels: ClassVar = {"email": EMAIL, "password": PASSWORD}
    remember = None  # type: ignore[assignment] # takes the field out of the form


class ConfirmForm(BoundedPasswords, VerifyForm):
    """The password once more, before something about the account is changed."""

    labels: ClassVar = {"password": PASSWORD}


class ForgottenForm(Labelled, ForgotPasswordForm):
    """Where to send the link for a new password."""

    labels: ClassVar = {"email": EMAIL}


class NewPasswordForm(BoundedPasswords, ResetPasswordForm):
    """The new password, twice, behind a link from a mail."""

    labels: ClassVar = {"password": NEW_PASSWORD, "password_confirm": AGAIN}


class OtherPasswordForm(BoundedPasswords, ChangePasswordForm):
    """The present password and the new one twice."""

    labels: ClassVar = {
        "password": N_("Current password"),
        "new_password": NEW_PASSWORD,
        "new_password_confirm": AGAIN,
    }


class CodeForm(Labelled, TwoFactorVerifyCodeForm):
    """The six digits of the authenticator app."""

    labels: ClassVar = {"code": CODE}


class RecoveryForm(Labelled, MfRecoveryForm):
    """One of the recovery codes."""

    labels: ClassVar = {"code": N_("Recovery code")}


class SecondStepForm(Labelled, TwoFactorSelectForm):
    """Which second step to take, for those who have set up two."""

    labels: ClassVar = {"which": N_("Second step")}


class RescueForm(TwoFactorRescueForm):
    """Offers recovery codes only: a lost device is a matter for the administrator, not for a mail to nobody."""

    help_setup = RadioField(choices=[])


class SetupForm(TwoFactorSetupForm):
    """Switches the authenticator app on or off. The field is the parent's, but for how it names its choices."""

    setup = RadioField(choices=[SelectChoice(way) for way in ("disable", "authenticator")], validate_choice=False)


class PasskeyForm(Labelled, WebAuthnRegisterForm):
    """A name for a new passkey and what it is to serve for."""

    labels: ClassVar = {"name": N_("Name of the passkey"), "usage": N_("What it is for")}
    usage = RadioField(choices=[], default="secondary")

    def __init__(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 - WTForms decides
        super().__init__(*arguments, **named)
        self.usage.choices = [
            SelectChoice("first", gettext("Signing in without a password")),
            SelectChoice("secondary", gettext("A second step after the password")),
        ]
