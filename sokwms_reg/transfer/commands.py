"""`sokwms-reg edition import FILE` and `sokwms-reg edition export SLUG`. Status 0, 1 refused, 2 usage."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import click
from flask.cli import with_appcontext

from sokwms_reg.audit.models import Actor
from sokwms_reg.core.clock import now
from sokwms_reg.core.db import db, writing
from sokwms_reg.transfer import service

LARGEST = 2_000_000  # bytes; the largest real edition takes 40,000
SHOWN = 40  # problems printed at once

file_path = click.Path(path_type=Path)


@click.group("edition")
def edition() -> None:
    """Edition files in and out."""


@edition.command("import")
@click.argument("file", type=file_path)
@with_appcontext
def import_edition(file: Path) -> None:
    """Load the edition that FILE (TOML) describes: a new one, or changes to the one with its slug."""
    text = _text(file)
    try:
        with writing() as session:
            report = service.load(session, text, now(), Actor("command", label="edition import"))
    except service.LoadError as error:
        _refuse(_problems(file, error), error)
    click.echo(_summary(report))


@edition.command("export")
@click.argument("slug")
@click.option("--output", type=file_path, help="Write to this file instead of the terminal.")
@with_appcontext
def export_edition(slug: str, output: Path | None) -> None:
    """Write the edition SLUG as TOML."""
    try:
        text = service.dump(db.session(), slug)
    except service.UnknownEditionError as error:
        _refuse(str(error), error)
    if output is None:
        click.echo(text.encode(), nl=False)
        return
    try:
        _write(output, text.encode())
    except OSError as error:
        _refuse(f"{output} cannot be written: {error.strerror}.", error)


def _write(output: Path, content: bytes) -> None:
    """Write the whole file or leave the one that is there; a device takes it as it comes. Raises OSError."""
    if output.exists() and not output.is_file():
        output.write_bytes(content)
        return
    draft = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        draft.write_bytes(content)
        draft.replace(output)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def _refuse(sentence: str, cause: Exception | None = None) -> NoReturn:
    """End the command with status 1 and the sentence on stderr."""
    raise click.ClickException(sentence) from cause


def _text(file: Path) -> str:
    """Return the text of a file, or refuse it with a sentence."""
    try:
        with file.open("rb") as source:
            content = source.read(LARGEST + 1)
    except IsADirectoryError as error:
        _refuse(f"{file} is a folder; expected an edition file (TOML).", error)
    except OSError as error:
        _refuse(f"{file} cannot be read: {error.strerror}.", error)
    if len(content) > LARGEST:
        _refuse(f"{file} is larger than {LARGEST // 1_000_000} MB; an edition file is not.")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        _refuse(f"{file} is not UTF-8 (line {line}); save it in that encoding.", error)


def _problems(file: Path, error: service.LoadError) -> str:
    lines = [f"{file} was refused; nothing was stored."]
    lines += [f"  {problem}" for problem in error.problems[:SHOWN]]
    if len(error.problems) > SHOWN:
        lines.append(f"  … and {len(error.problems) - SHOWN} more.")
    return "\n".join(lines)


def _summary(report: service.LoadReport) -> str:
    if report.unchanged:
        return f"{report.slug}: nothing to change."
    done = {"added": report.added, "changed": report.changed, "removed": report.removed}
    parts = [f"{word} {_counted(counts)}" for word, counts in done.items() if counts]
    if report.promoted:
        parts.append(f"from the waiting list {report.promoted}")
    return f"{report.slug}: {'; '.join(['new edition'] * report.created + parts)}."


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())
