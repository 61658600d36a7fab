"""`sokwms-reg`: the rooms' commands under one name. Status 0, 1 (refused, with a sentence) or 2 (usage)."""

import sys

import click
from flask.cli import ScriptInfo
from flask_migrate.cli import db  # type: ignore[import-not-found]  # its stubs leave the commands out
from sqlalchemy.exc import OperationalError, ProgrammingError

from sokwms_reg.app import create_app
from sokwms_reg.attendees.commands import export
from sokwms_reg.commands.demonstration import demo
from sokwms_reg.commands.servers import PREPARE, serve, worker
from sokwms_reg.core import jobs
from sokwms_reg.core.config import ConfigError
from sokwms_reg.editions.commands import user
from sokwms_reg.registration.commands import sample
from sokwms_reg.transfer.commands import edition

MISSING_TABLE = "42P01"  # PostgreSQL's code; SQLite calls the same an operational error


@click.group()
@click.version_option(package_name="sokwms-reg", prog_name="sokwms-reg")
def cli() -> None:
    """Registration, agenda and attendee lists of conferences; settings come from SOKWMS_* variables."""


for command in (db, demo, serve, worker, edition, export, sample, user):
    cli.add_command(command)


def main() -> None:
    """Run the command line; what can go wrong outside the program is a sentence, not a traceback."""
    try:
        cli.main(prog_name="sokwms-reg", obj=ScriptInfo(create_app=create_app, set_debug_flag=False))
    except ConfigError as error:
        sys.exit(f"sokwms-reg: {error}")
    except (OperationalError, ProgrammingError) as error:
        if isinstance(error, ProgrammingError) and getattr(error.orig, "sqlstate", "") != MISSING_TABLE:
            raise
        sys.exit(f"sokwms-reg: the database does not answer or is not prepared ({jobs.reason(error)}). {PREPARE}")
    except OSError as error:
        sys.exit(f"sokwms-reg: {error.filename or ''} {error.strerror or error}".strip())
