"""`sokwms-reg user create`, `list`, `deactivate`: who signs in to the office. Status 0, 1 refused, 2 usage."""

import sys
from typing import NoReturn

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from sokwms_reg.accounts.models import User
from sokwms_reg.accounts.queries import user_by_email, users
from sokwms_reg.accounts.service import (
    LONGEST_PASSWORD,
    SHORTEST_PASSWORD,
    EmailTakenError,
    InvalidEmailError,
    NewUser,
    PasswordLengthError,
    create_user,
    deactivate,
    hash_password,
    normal_email,
    random_password,
)
from sokwms_reg.audit.models import Actor
from sokwms_reg.core.clock import now
from sokwms_reg.core.db import db, writing
from sokwms_reg.core.i18n import LANGUAGES
from sokwms_reg.editions.models import Edition, Role
from sokwms_reg.editions.queries import edition_by_slug, editions_by_id, memberships
from sokwms_reg.editions.service import give_role

ACTOR = Actor("command", label="user")


@click.group("user")
def user() -> None:
    """Accounts of the conference office."""


@user.command("create")
@click.argument("email")
@click.option("--role", "role_name", required=True, metavar="ROLE", help=f"One of: {', '.join(Role)}.")
@click.option("--edition", "slug", metavar="SLUG", help="In this edition only; without it, in all of them.")
@click.option("--name", default="", help="As it is shown in the office.")
@click.option("--language", type=click.Choice(LANGUAGES), default="pl", show_default=True)
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of standard input.")
@with_appcontext
def create(email: str, role_name: str, slug: str | None, name: str, language: str, *, password_stdin: bool) -> None:
    """Make an account, or give an existing one a role.

    Without a terminal and without --password-stdin, a password is made and printed.
    """
    email, role = _email(email), _role(role_name)
    if role == Role.ADMINISTRATOR and slug is not None:
        _refuse("An administrator is for the whole installation: leave out --edition, or choose another role.")
    _demand_edition(db.session(), slug)
    if user_by_email(db.session(), email) is not None:
        _give_role_to_existing(email, role, slug)
        return
    password, shown = _password(from_stdin=password_stdin)
    new = NewUser(email, name, _hash(password), language)
    try:
        with writing() as session:
            made = create_user(session, new, ACTOR, now())
            give_role(session, made, _demand_edition(session, slug), role, ACTOR, now())
    except EmailTakenError as error:
        _refuse(f"{email} has just been created by somebody else; run the command again to give the role.", error)
    click.echo(f"{email} may sign in as {role} {_where(slug)}.")
    if shown:
        click.echo("The password (shown only once):")
        click.echo(password)


@user.command("list")
@with_appcontext
def list_users() -> None:
    """List accounts and their roles."""
    session = db.session()
    editions = editions_by_id(session)
    for account in users(session):
        roles = [
            membership.role + (f" ({editions[membership.edition_id].slug})" if membership.edition_id else "")
            for membership in memberships(session, account.id)
        ]
        state = "" if account.active else ", closed"
        click.echo(f"{account.email}: {', '.join(roles) or 'no role'}{state}")


@user.command("deactivate")
@click.argument("email")
@with_appcontext
def close(email: str) -> None:
    """Close an account; its open sessions end with their next request."""
    with writing() as session:
        account = _existing(session, _email(email))
        deactivate(session, account, ACTOR, now())
    click.echo(f"{email} can no longer sign in.")


def _give_role_to_existing(email: str, role: Role, slug: str | None) -> None:
    with writing() as session:
        before = give_role(session, _existing(session, email), _demand_edition(session, slug), role, ACTOR, now())
    if before == role:
        click.echo(f"{email} already exists and is {role} {_where(slug)}; nothing was changed.")
    elif before:
        click.echo(f"{email} already exists; role changed from {before} to {role} {_where(slug)}. The password stays.")
    else:
        click.echo(f"{email} already exists; role added: {role} {_where(slug)}. The password stays.")


def _where(slug: str | None) -> str:
    return f"in {slug}" if slug else "in all editions"


def _email(text: str) -> str:
    try:
        return normal_email(text)
    except InvalidEmailError as error:
        _refuse(f"{text!r} is not an e-mail address: {error}", error)


def _role(name: str) -> Role:
    try:
        return Role(name)
    except ValueError as error:
        _refuse(f"There is no role {name!r}; choose one of: {', '.join(Role)}.", error)


def _demand_edition(session: Session, slug: str | None) -> Edition | None:
    if slug is None:
        return None
    found = edition_by_slug(session, slug)
    if found is None:
        _refuse(f"There is no edition {slug!r}; load it with: sokwms-reg edition import FILE")
    return found


def _existing(session: Session, email: str) -> User:
    account = user_by_email(session, email)
    if account is None:
        _refuse(f"There is no account {email}; make it with: sokwms-reg user create {email} --role ROLE")
    return account


def _password(*, from_stdin: bool) -> tuple[str, bool]:
    """Return the password and whether it must be shown, because it was made here."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n"), False
    if sys.stdin.isatty():
        return click.prompt("Password", hide_input=True, confirmation_prompt="Repeat the password"), False
    return random_password(), True


def _hash(password: str) -> str:
    try:
        return hash_password(password)
    except PasswordLengthError as error:
        length = "1 character" if len(password) == 1 else f"{len(password)} characters"
        _refuse(f"The password has {length}; it needs {SHORTEST_PASSWORD} to {LONGEST_PASSWORD}.", error)


def _refuse(sentence: str, cause: Exception | None = None) -> NoReturn:
    """End the command with status 1 and the sentence on stderr."""
    raise click.ClickException(sentence) from cause
