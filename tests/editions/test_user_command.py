"""`sokwms-reg user`: what it does, and every sentence of refusal."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from argon2 import PasswordHasher
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from sokwms_reg.accounts.queries import user_by_email
from sokwms_reg.editions.commands import user as group
from sokwms_reg.editions.models import Edition
from sokwms_reg.editions.queries import memberships

EMAIL = "ana@example.org"
PASSWORD = "seven brown bicycles\n"
Saving = Callable[[], AbstractContextManager[Session]]
Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask, saving: Saving) -> Run:
    """Return what runs the command on an installation that has the edition `demo`."""
    with saving() as session:
        session.add(Edition(slug="demo", name_pl="a", name_en="a", title_pl="a", title_en="a"))
    runner = app.test_cli_runner()

    def call(*arguments: str, typed: str = "") -> Result:
        return runner.invoke(group, arguments, input=typed)

    return call


def _roles(saving: Saving) -> list[tuple[bool, str]]:
    with saving() as session:
        account = user_by_email(session, EMAIL)
        assert account is not None
        return [(item.edition_id is not None, item.role) for item in memberships(session, account.id)]


def test_it_makes_an_account_with_the_given_password(run: Run, saving: Saving) -> None:
    result = run("create", EMAIL, "--role", "organiser", "--edition", "demo", "--password-stdin", typed=PASSWORD)
    assert (result.exit_code, result.output) == (0, f"{EMAIL} may sign in as organiser in demo.\n")
    assert _roles(saving) == [(True, "organiser")]


def test_without_a_password_it_makes_one_and_prints_it_on_a_line_of_its_own(run: Run, saving: Saving) -> None:
    result = run("create", EMAIL, "--role", "administrator", "--name", "Ana", "--language", "en")
    assert result.exit_code == 0
    first, second, password = result.output.splitlines()
    assert (first, second) == (
        f"{EMAIL} may sign in as administrator in all editions.",
        "The password (shown only once):",
    )
    with saving() as session:
        account = user_by_email(session, EMAIL)
        assert account is not None
        assert (account.name, account.language) == ("Ana", "en")
        assert PasswordHasher().verify(account.password, password)
    assert _roles(saving) == [(False, "administrator")]


@pytest.mark.parametrize(
    ("arguments", "typed", "sentence"),
    [
        (["no address", "--role", "reader"], "", "Error: 'no address' is not an e-mail address: "),
        ([EMAIL, "--role", "king"], "", "Error: There is no role 'king'; choose one of: administrator, organiser,"),
        ([EMAIL, "--role", "reader", "--edition", "none"], "", "Error: There is no edition 'none'; load it with: "),
        (
            [EMAIL, "--role", "reader", "--password-stdin"],
            "short\n",
            "Error: The password has 5 characters; it needs 12",
        ),
        ([EMAIL, "--role", "reader", "--password-stdin"], "", "Error: The password has 0 characters; it needs 12"),
        ([EMAIL, "--role", "reader", "--password-stdin"], "x\n", "Error: The password has 1 character; it needs 12"),
        (
            [EMAIL, "--role", "administrator", "--edition", "demo"],
            "",
            "Error: An administrator is for the whole installation: leave out --edition, or choose another role.",
        ),
    ],
)
def test_a_refusal_is_one_sentence_and_stores_nothing(
    run: Run, saving: Saving, arguments: list[str], typed: str, sentence: str
) -> None:
    result = run("create", *arguments, typed=typed)
    assert result.exit_code == 1
    assert result.output.startswith(sentence)
    assert result.output.count("\n") == 1
    with saving() as session:
        assert user_by_email(session, EMAIL) is None


@pytest.mark.parametrize(
    "arguments", [[], [EMAIL], [EMAIL, "--role", "reader", "--language", "de"], ["--role", "reader"]]
)
def test_wrong_usage_is_two(run: Run, arguments: list[str]) -> None:
    assert run("create", *arguments).exit_code == 2


def test_an_existing_account_gets_the_role(run: Run, saving: Saving) -> None:
    run("create", EMAIL, "--role", "reader", "--password-stdin", typed=PASSWORD)
    for arguments, sentence in (
        (["--role", "reader"], "already exists and is reader in all editions; nothing was changed.\n"),
        (
            ["--role", "organiser"],
            "already exists; role changed from reader to organiser in all editions. The password stays.\n",
        ),
        (
            ["--role", "reception", "--edition", "demo"],
            "already exists; role added: reception in demo. The password stays.\n",
        ),
    ):
        result = run("create", EMAIL.upper(), *arguments)
        assert (result.exit_code, result.output) == (0, f"{EMAIL} {sentence}")
    assert _roles(saving) == [(False, "organiser"), (True, "reception")]


def test_an_existing_account_is_no_administrator_of_one_edition(run: Run, saving: Saving) -> None:
    run("create", EMAIL, "--role", "reader", "--password-stdin", typed=PASSWORD)
    assert run("create", EMAIL, "--role", "administrator", "--edition", "demo").exit_code == 1
    assert _roles(saving) == [(False, "reader")]


def test_accounts_are_listed_and_closed(run: Run) -> None:
    run("create", EMAIL, "--role", "reader", "--edition", "demo", "--password-stdin", typed=PASSWORD)
    assert run("list").output == f"{EMAIL}: reader (demo)\n"
    assert run("deactivate", EMAIL).output == f"{EMAIL} can no longer sign in.\n"
    assert run("list").output == f"{EMAIL}: reader (demo), closed\n"
    result = run("deactivate", "nobody@example.org")
    assert result.exit_code == 1
    assert result.output.startswith("Error: There is no account nobody@example.org; make it with: sokwms-reg user")
