"""`sokwms-reg`: the rooms' commands under one name. Status 0, 1 (refused, with a sentence) or 2 (usage)."""

import os
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

import click
from flask.cli import ScriptInfo
from flask_migrate.cli import db  # type: ignore[import-not-found]  # its stubs leave the commands out
from sqlalchemy.exc import ProgrammingError, SQLAlchemyError

from sokwms_reg.app import create_app
from sokwms_reg.attendees.commands import export
from sokwms_reg.commands.demonstration import demo
from sokwms_reg.commands.servers import PREPARE, serve, worker
from sokwms_reg.core.config import ConfigError
from sokwms_reg.core.db import reason, unavailable
from sokwms_reg.editions.commands import user
from sokwms_reg.registration.commands import sample
from sokwms_reg.transfer.commands import edition

MISSING_TABLE = "42P01"  # PostgreSQL's code; SQLite calls the same an operational error
ADVICE = {
    "locked": "Run the command again when the other process has ended.",
    "another process": "Run the command again when it has ended.",
    "full": "Make room on the disk and run the command again.",
    "No space": "Make room and run the command again.",
    "disk I/O": "Look at the disk's room and health, then run the command again.",
}


@click.group()
@click.version_option(package_name="sokwms-reg", prog_name="sokwms-reg")
def cli() -> None:
    """Registration, agenda and attendee lists of conferences; settings come from SOKWMS_* variables."""


for command in (db, demo, serve, worker, edition, export, sample, user):
    cli.add_command(command)


def main() -> None:
    """Run the command line; whatever goes wrong is a sentence, not a traceback (but with `python -X dev`)."""
    try:
        cli.main(prog_name="sokwms-reg", obj=ScriptInfo(create_app=create_app, set_debug_flag=False))
    except ConfigError as error:
        sys.exit(f"sokwms-reg: {error}")
    except SQLAlchemyError as error:
        if sys.flags.dev_mode or not (unavailable(error) or _lacks_table(error)):
            _end_unexpectedly(error)
        sys.exit(f"sokwms-reg: {_sentence(reason(error))}")
    except OSError as error:
        _leave_unwritten()
        named = f"{error.filename} " if error.filename else ""
        sys.exit(f"sokwms-reg: {named}{error.strerror or error}")
    except Exception as error:  # noqa: BLE001 - the last door
        _end_unexpectedly(error)


def _lacks_table(error: SQLAlchemyError) -> bool:
    return isinstance(error, ProgrammingError) and getattr(error.orig, "sqlstate", "") == MISSING_TABLE


def _sentence(words: str) -> str:
    """Return what the database's driver said, and what to do about it."""
    for part, advice in ADVICE.items():
        if part in words:
            return f"nothing was stored: {words}. {advice}"
    return f"the database does not answer or is not prepared ({words}). {PREPARE}"


def _leave_unwritten() -> None:
    """Give up what standard output did not take, or Python complains once more when it ends."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _end_unexpectedly(error: Exception) -> NoReturn:
    """Name the kind of an error and its place; its text may quote people. Raises it for who develops."""
    if sys.flags.dev_mode:
        raise error
    last = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(last.filename).name}, line {last.lineno}"
    sys.exit(f"sokwms-reg: the program broke off ({type(error).__name__} in {place}). To see all of it: python -X dev")
