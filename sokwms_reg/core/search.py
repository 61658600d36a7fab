"""Folding of text for search and for telling whether two names are the same person's."""

import re
import unicodedata
from typing import Any

from sqlalchemy import Boolean, ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

# Letters that Unicode does not decompose; the rest falls to NFKD.
_LETTERS = str.maketrans(
    {"ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "ß": "ss", "ẞ": "ss"}
    | {"æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "þ": "th", "Þ": "th", "ı": "i", "ħ": "h", "Ħ": "h"}
)

_NO_WORD = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Return `text` without case, marks and repeated blanks: "Łódź" and "lodz" become the same."""
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    unmarked = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(unmarked.casefold().split())


def fold_words(text: str) -> str:
    """Return `text` folded, and without punctuation: "Fundacja „Mosty”" and "fundacja Mosty" become the same."""
    return fold(_NO_WORD.sub(" ", text))


def like(words: str) -> list[str]:
    """Return one escaped LIKE pattern a word (escape character: backslash), all of which must match."""
    escaped = (word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for word in fold(words).split())
    return [f"%{word}%" for word in escaped]


class _Holds(GenericFunction[bool]):
    """Tells whether a text holds another one. What LIKE finds, in a fifth of its time, and no sign means anything."""

    type = Boolean()
    inherit_cache = True
    name = "sokwms_holds"


@compiles(_Holds, "sqlite")
def _in_sqlite(element: _Holds, compiler: SQLCompiler, **given: Any) -> str:  # noqa: ANN401 - the compiler's own
    return f"instr({compiler.process(element.clauses, **given)}) > 0"


@compiles(_Holds, "postgresql")
def _in_postgresql(element: _Holds, compiler: SQLCompiler, **given: Any) -> str:  # noqa: ANN401 - the compiler's own
    return f"strpos({compiler.process(element.clauses, **given)}) > 0"


class _Aside(GenericFunction[Any]):
    """A column that no index is looked up for."""

    inherit_cache = True
    name = "sokwms_aside"


@compiles(_Aside, "sqlite")
def _aside_in_sqlite(element: _Aside, compiler: SQLCompiler, **given: Any) -> str:  # noqa: ANN401 - the compiler's own
    return f"+{compiler.process(element.clauses, **given)}"


@compiles(_Aside, "postgresql")
def _aside_in_postgresql(element: _Aside, compiler: SQLCompiler, **given: Any) -> str:  # noqa: ANN401 - as above
    return compiler.process(element.clauses, **given)


def aside(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a column as it is, but for SQLite no reason to choose an index.

    Most rows are reached far sooner one after the other than by an index each, which SQLite takes without statistics.
    PostgreSQL keeps statistics and needs no word.
    """
    return _Aside(column)


def holds(text: ColumnElement[str], part: str) -> ColumnElement[bool]:
    """Return the condition that a folded text has a folded part somewhere in it."""
    return _Holds(text, part)
