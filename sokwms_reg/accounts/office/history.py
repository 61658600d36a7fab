"""The history of an account: what its owner changed about signing in, in the transaction that changes it."""

from typing import Any

from flask import Flask
from flask_security import (
    password_changed,
    password_reset,
    tf_disabled,
    tf_profile_changed,
    wan_deleted,
    wan_registered,
)

from sokwms_reg.accounts.models import User
from sokwms_reg.accounts.service import subject_of
from sokwms_reg.audit.models import Actor
from sokwms_reg.audit.service import record
from sokwms_reg.core.clock import now
from sokwms_reg.core.db import db

_CHANGES = (
    (password_changed, "password changed"),
    (password_reset, "password reset by mail"),
    (tf_profile_changed, "two-factor sign-in set up"),
    (tf_disabled, "two-factor sign-in removed"),
    (wan_registered, "passkey added"),
    (wan_deleted, "passkey removed"),
)


def keep_history(app: Flask) -> None:
    """Record every change that Flask-Security announces for this application."""
    for signal, action in _CHANGES:
        # Not weakly held: nothing else keeps the receivers.
        signal.connect(_recorder(action), sender=app, weak=False)


def _recorder(action: str) -> Any:  # noqa: ANN401 - a receiver as blinker wants it
    def receive(_app: Flask, *, user: User, name: str = "", **_more: object) -> None:
        actor = Actor("staff", str(user.id), user.name or user.email)
        record(db.session(), actor, action, subject_of(user), now(), reason=name)

    return receive
