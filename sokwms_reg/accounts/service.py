"""Making and changing accounts outside a browser. What a browser does is Flask-Security's."""

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from argon2 import PasswordHasher
from email_validator import EmailNotValidError, validate_email
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from sokwms_reg.accounts.models import User
from sokwms_reg.accounts.queries import user_by_email
from sokwms_reg.audit.models import Actor
from sokwms_reg.audit.service import record

# 25 ms on the machine it was measured on; OWASP's first choice for argon2id. Memory in KiB.
ARGON2_MEMORY = 19 * 1024
ARGON2_ROUNDS = 2
ARGON2_LANES = 1
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 1024  # hashing a megabyte would be somebody else's way to keep us busy
PASSWORD_NORMAL_FORM: Final = "NFKD"  # noqa: S105 - a form of Unicode

_hasher = PasswordHasher(time_cost=ARGON2_ROUNDS, memory_cost=ARGON2_MEMORY, parallelism=ARGON2_LANES)


class InvalidEmailError(Exception):
    """No mail could be sent to this address; the text says why."""


class EmailTakenError(Exception):
    """There is an account with this address."""


class PasswordLengthError(Exception):
    """The password has fewer characters than SHORTEST_PASSWORD or more than LONGEST_PASSWORD."""


@dataclass(frozen=True)
class NewUser:
    """What an account begins with. The hash comes from `hash_password`, computed before anything is locked."""

    email: str
    name: str
    password_hash: str
    language: str = "pl"


def normal_email(text: str) -> str:
    """Return an address as it is stored: valid, in lower case. Raises InvalidEmailError."""
    try:
        return validate_email(text.strip(), check_deliverability=False, allow_smtputf8=False).normalized.lower()
    except EmailNotValidError as error:
        raise InvalidEmailError(str(error)) from error


def hash_password(password: str) -> str:
    """Return what is stored of a password, just as Flask-Security would. Raises PasswordLengthError."""
    normal = unicodedata.normalize(PASSWORD_NORMAL_FORM, password)
    if not SHORTEST_PASSWORD <= len(normal) <= LONGEST_PASSWORD:
        raise PasswordLengthError
    return _hasher.hash(normal)


def random_password() -> str:
    """Return a password of 96 random bits."""
    return secrets.token_urlsafe(12)


def create_user(session: Session, new: NewUser, actor: Actor, now: datetime) -> User:
    """Add an account that may sign in. Raises InvalidEmailError, EmailTakenError."""
    email = normal_email(new.email)
    if user_by_email(session, email) is not None:
        raise EmailTakenError
    user = User(
        email=email,
        name=new.name.strip(),
        password=new.password_hash,
        active=True,
        language=new.language,
        created_at=now,
        fs_uniquifier=secrets.token_hex(16),
        fs_webauthn_user_handle=secrets.token_hex(16),
    )
    try:
        with session.begin_nested():
            session.add(user)
            session.flush()
    except IntegrityError as error:
        raise EmailTakenError from error
    record(session, actor, "account created", subject_of(user), now)
    return user


def set_password(session: Session, user: User, password_hash: str, actor: Actor, now: datetime) -> None:
    """Replace the password from outside the browser; every session opened with the old one ends."""
    user.password = password_hash
    user.fs_uniquifier = secrets.token_hex(16)
    record(session, actor, "password set", subject_of(user), now)
    session.flush()


def deactivate(session: Session, user: User, actor: Actor, now: datetime) -> None:
    """Close an account: signing in fails as with a wrong password, and open sessions end with the next request."""
    user.active = False
    record(session, actor, "account closed", subject_of(user), now)
    session.flush()


def subject_of(user: User) -> str:
    """Return how the history and the outbox name an account."""
    return f"user:{user.id}"
