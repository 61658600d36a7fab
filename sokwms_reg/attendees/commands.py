"""`sokwms-reg export SLUG`. Status 0, 1 refused, 2 usage."""

import os
import sys
import tempfile
from pathlib import Path
from typing import IO, NoReturn

import click
from flask.cli import with_appcontext

from sokwms_reg.attendees import exports, queries, service
from sokwms_reg.audit.models import Actor
from sokwms_reg.core.clock import now
from sokwms_reg.core.db import db, writing
from sokwms_reg.core.i18n import DEFAULT_LANGUAGE, LANGUAGES
from sokwms_reg.editions.models import Edition
from sokwms_reg.editions.queries import edition_by_slug

COMMAND = Actor("command", label="export")
BINARY = (exports.Format.XLSX, exports.Format.ODS)
IN_MEMORY = 1024 * 1024  # bytes; more goes through a temporary file


@click.command("export")
@click.argument("slug")
@click.option("--format", "written", type=click.Choice([each.value for each in exports.Format]), required=True)
@click.option("--language", type=click.Choice(LANGUAGES), default=DEFAULT_LANGUAGE, help="Of headings and values.")
@click.option("--columns", default="", help="Column names, separated by commas; all without it.")
@click.option("--output", type=click.Path(path_type=Path), help="Write to this file instead of the terminal.")
@with_appcontext
def export(slug: str, written: str, language: str, columns: str, output: Path | None) -> None:
    """Write all registrations of the edition SLUG."""
    chosen = _columns(columns)
    file_format = exports.Format(written)
    edition = edition_by_slug(db.session(), slug) or _refuse(f'There is no edition "{slug}"; edition import loads one.')
    if output is None and file_format in BINARY and is_terminal():
        _refuse(f"{file_format.value.upper()} cannot be shown in a terminal; name a file with --output.")
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as finished:
        scope = queries.scope_of(db.session(), edition)
        wish = queries.Wish()
        seen: list[int] = []
        number = exports.write(
            finished, db.session(), scope, wish, file_format, language=language, chosen=chosen, seen=seen
        )
        finished.seek(0)
        _deliver(finished, output)
    with writing() as session:
        taken = service.TakenList(wish, written, number, [column.name for column in chosen], seen)
        service.record_export(session, session.get_one(Edition, edition.id), taken, COMMAND, now())


def is_terminal() -> bool:
    """Tell whether a person would see what is written."""
    return sys.stdout.isatty()


def _columns(names: str) -> list[queries.Column]:
    try:
        return exports.chosen_columns([name.strip() for name in names.split(",") if name.strip()])
    except exports.UnknownColumnError as error:
        _refuse(f'There is no column "{error}"; there are: {", ".join(queries.columns())}.', error)


def _deliver(finished: IO[bytes], output: Path | None) -> None:
    """Write to the terminal, or to a file that is whole or not there: a draft beside it takes its place."""
    if output is None:
        while block := finished.read(IN_MEMORY):
            click.echo(block, nl=False)
        return
    try:
        if output.exists() and not output.is_file():
            with output.open("wb") as target:  # a device such as /dev/stdout; a folder is refused here
                _copy(finished, target)
            return
        _replace(finished, output)
    except OSError as error:
        _refuse(f"{output} cannot be written: {error.strerror}.", error)


def _replace(finished: IO[bytes], output: Path) -> None:
    """Make the file readable by its owner only: it holds personal data."""
    handle, name = tempfile.mkstemp(prefix=f".{output.name}.", dir=output.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as target:
            _copy(finished, target)
        draft.replace(output)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def _copy(source: IO[bytes], target: IO[bytes]) -> None:
    while block := source.read(IN_MEMORY):
        target.write(block)


def _refuse(sentence: str, cause: Exception | None = None) -> NoReturn:
    """End the command with status 1 and the sentence on stderr."""
    raise click.ClickException(sentence) from cause
