"""How often one may try to come in: counted before a password is hashed, whether or not there is such an account."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Flask, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_security import Form, user_authenticated

from sokwms_reg.accounts import forms
from sokwms_reg.accounts.models import User
from sokwms_reg.core import limits

SIGN_IN, SECOND_STEP, RESET = "sign in", "second step", "reset"  # names in core.limits.LIMITS


@dataclass(frozen=True)
class Door:
    """A page where something secret can be guessed or mail asked for: its limit, its template and the form on it."""

    what: str
    template: str
    word: str
    form: Callable[[], Form]


DOORS = {
    "security.login": Door(SIGN_IN, "login_user", "login_user_form", forms.SignInForm),
    "security.verify": Door(SIGN_IN, "verify", "verify_form", lambda: forms.ConfirmForm(user=current_user)),
    "security.change_password": Door(SIGN_IN, "change_password", "change_password_form", forms.OtherPasswordForm),
    "security.two_factor_token_validation": Door(
        SECOND_STEP, "two_factor_verify_code", "two_factor_verify_code_form", forms.CodeForm
    ),
    "security.mf_recovery": Door(SECOND_STEP, "mf_recovery", "mf_recovery_form", forms.RecoveryForm),
    "security.forgot_password": Door(RESET, "forgot_password", "forgot_password_form", forms.ForgottenForm),
}


def refuse_too_often() -> ResponseReturnValue | None:
    """Answer 429 with the page that was sent, passwords left out, when it has been sent too often; None otherwise."""
    door = DOORS.get(str(request.endpoint))
    if door is None or request.method != "POST":
        return None
    seconds = limits.wait(door.what, _account(door.what))
    if not seconds:
        return None
    form = door.form()
    form.form_errors = [limits.too_often(seconds)]
    page = render_template(f"security/{door.template}.html", **{door.word: form}, page_error=True)
    return page, HTTPStatus.TOO_MANY_REQUESTS


def _account(what: str) -> str:
    """Return whose secret is being guessed: what was typed, or who has given the password and owes the code."""
    if current_user.is_authenticated:
        return str(current_user.fs_uniquifier if what == SECOND_STEP else current_user.email)
    return str(session.get("tf_user_id", "") if what == SECOND_STEP else request.form.get("email", ""))


def forgive_who_signs_in(app: Flask) -> None:
    """Let an account that has signed in begin its attempts again."""
    user_authenticated.connect(_forgive, sender=app, weak=False)  # nothing else keeps it


def _forgive(_app: Flask, *, user: User, **_more: Any) -> None:  # noqa: ANN401 - a receiver as blinker wants it
    limits.forget(SIGN_IN, user.email)
    limits.forget(SECOND_STEP, user.fs_uniquifier)
