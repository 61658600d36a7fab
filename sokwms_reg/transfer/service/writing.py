"""From the database to the text of an edition file: always the same bytes for the same edition."""

import datetime as dt
from collections.abc import Iterable

import tomli_w
from sqlalchemy import select
from sqlalchemy.orm import Session

import sokwms_reg.agenda.portable  # noqa: F401 - registers the programme's lists
from sokwms_reg.core.bilingual import Bilingual
from sokwms_reg.core.i18n import LANGUAGES
from sokwms_reg.editions.models import Edition
from sokwms_reg.editions.portable import HEADER, Field, Scope, Table, tables
from sokwms_reg.editions.portable.shape import Row
from sokwms_reg.transfer.service.matching import rows_of

WIDTH = 120  # a text in both languages stands on one line as far as it fits


class UnknownEditionError(LookupError):
    """No edition has this slug; `known` are the slugs that exist."""

    def __init__(self, slug: str, known: Iterable[str]) -> None:
        self.known = tuple(known)
        listed = f"known editions: {', '.join(self.known)}" if self.known else "there is no edition yet"
        super().__init__(f'There is no edition "{slug}"; {listed}.')


def dump(session: Session, slug: str) -> str:
    """Return the edition as TOML, without what is default. Raises UnknownEditionError."""
    edition = session.scalar(select(Edition).where(Edition.slug == slug))
    if edition is None:
        raise UnknownEditionError(slug, session.scalars(select(Edition.slug).order_by(Edition.slug)))
    scope = Scope(edition.timezone, edition.id)
    values = _values(HEADER, edition, scope)
    groups = {name: value for name, value in values.items() if isinstance(value, dict)}
    blocks = [_block("", {name: value for name, value in values.items() if name not in groups})]
    blocks += [
        _block(f"[{name}]", {key: inner for key, inner in group.items() if inner is not None})
        for name, group in groups.items()
    ]
    for table in tables():
        rows = rows_of(session, table, edition.id)
        for row in rows if table.keyed else []:
            scope.add(table.name, row, table.key_of(row, scope))
        blocks += [_block(f"[[{table.name}]]", _object(session, table, row, scope)) for row in rows]
    return "\n".join(blocks)


def _values(fields: Iterable[Field], row: Row, scope: Scope) -> dict[str, object]:
    shown = {part.name: (part, part.show(row, scope)) for part in fields}
    return {name: value for name, (part, value) in shown.items() if part.required or value != part.default}


def _object(session: Session, table: Table, row: Row, scope: Scope) -> dict[str, object]:
    values = _values(table.fields, row, scope)
    for inner in table.lists:
        entries = [_values(inner.fields, child, scope) for child in rows_of(session, inner, row.id)]
        values |= {inner.name: entries} if entries else {}
    return values


def _block(title: str, values: dict[str, object]) -> str:
    lines = [title] if title else []
    for name, value in values.items():
        lines += _lines(name, value)
    return "".join(f"{line}\n" for line in lines)


def _lines(name: str, value: object) -> list[str]:
    if isinstance(value, list):
        return [f"{name} = [", *(f"  {_inline(entry)}," for entry in value), "]"]
    if not isinstance(value, Bilingual):
        return [f"{name} = {_scalar(value)}"]
    texts = {code: getattr(value, code) for code in LANGUAGES if getattr(value, code)}
    line = f"{name} = {_inline(texts)}"
    if len(line) <= WIDTH and "\n" not in line:
        return [line]
    return [f"{name}.{code} = {_scalar(text)}" for code, text in texts.items()]


def _inline(values: dict[str, object]) -> str:
    return "{ " + ", ".join(f"{name} = {_scalar(value)}" for name, value in values.items()) + " }"


def _scalar(value: object) -> str:
    """Return one value as TOML; quoting is the library's."""
    if isinstance(value, dt.datetime):
        return value.isoformat()
    several = isinstance(value, str) and "\n" in value
    return tomli_w.dumps({"x": value}, multiline_strings=several).removeprefix("x = ").removesuffix("\n")
