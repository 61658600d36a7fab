"""The shape of a letter: everything but what is personal, rendered, styled and wrapped once, then filled in.

A shape is found by the values of what it is made of, so a changed text makes another one. Counters of a record are not
among them: no letter tells how many places are taken.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from itertools import chain
from operator import attrgetter
from typing import Any

from sqlalchemy import inspect

from sokwms_reg.core.base import Base, Public
from sokwms_reg.core.bilingual import Bilingual
from sokwms_reg.letters.service.wording import broken, closed_up, subject_line

# A mark is a name between two characters of the private use areas, which no printable text holds. The quotation mark
# tells where it stands: HTML is written with `&quot;` in the value of an attribute, and with `"` between tags.
_OPENS, _CLOSES = "\ue000", "\ue001"
_MARK = re.compile(f'{_OPENS}(\\w+)("|&quot;){_CLOSES}')
_IN_TAG = "&quot;"
_ESCAPES = {
    '"': str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"}),
    _IN_TAG: str.maketrans({"&": "&amp;", '"': "&quot;"}),
}


def plainly_printed(value: str) -> bool:
    """Tell whether a value looks the same wherever it is put in: on one line, no control characters, no blanks around.

    A no-break space is none of those; HTML writes it in another way.
    """
    return value.isprintable() and value == value.strip()


def marked(personal: Mapping[str, str]) -> dict[str, str]:
    """Return marks in the place of values; what is not there stays away."""
    return {name: f'{_OPENS}{name}"{_CLOSES}' if value else "" for name, value in personal.items()}


class Shape:
    """A letter with gaps; its parts are the templates' output with marks in it, the HTML with its style."""

    def __init__(self, subject: str, text: str, html: str) -> None:
        lines = text.strip().splitlines()
        self._subject = _MARK.split(subject)
        self._lines = [(_MARK.split(line) if _OPENS in line else [], broken(line)) for line in lines]
        self._html = _MARK.split(html)

    def filled(self, personal: Mapping[str, str]) -> tuple[str, str, str]:
        """Return subject, text and HTML with the values put in; all of them are `plainly_printed`."""
        html = (personal.get(name, "").translate(_ESCAPES[where]) for name, where in _gaps(self._html))
        subject = subject_line(_put(self._subject, personal))
        return subject, closed_up(self._wrapped(personal)), _joined(self._html, html)

    def _wrapped(self, personal: Mapping[str, str]) -> Iterator[str]:
        for gaps, finished in self._lines:
            yield from broken(_put(gaps, personal)) if gaps else finished


def _gaps(parts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Give the name of each gap, and the quotation mark that says where it is."""
    return zip(parts[1::3], parts[2::3], strict=True)


def _put(parts: Sequence[str], personal: Mapping[str, str]) -> str:
    return _joined(parts, (personal.get(name, "") for name, _where in _gaps(parts)))


def _joined(parts: Sequence[str], values: Iterable[str]) -> str:
    return "".join(chain.from_iterable(zip(parts[::3], chain(values, ("",)), strict=True)))


def named(value: object) -> Hashable:
    """Return what tells a value from all others. Raises TypeError for one that is known by its identity only."""
    if value is None or isinstance(value, str | int | date | Bilingual):
        return value
    if isinstance(value, Base):
        return type(value), *_shown(type(value))(value)
    if isinstance(value, Mapping):
        return tuple((key, named(one)) for key, one in value.items())
    if isinstance(value, list | tuple):
        return tuple(map(named, value))
    if is_dataclass(value) and not isinstance(value, type):
        return type(value), *(named(getattr(value, field.name)) for field in fields(value))
    message = f"nobody could tell one {type(value).__name__} from another by its value"
    raise TypeError(message)


@cache
def _shown(model: type[Base]) -> Callable[[Base], tuple[Any, ...]]:
    counters = model.COUNTERS if issubclass(model, Public) else frozenset()
    return attrgetter(*(column.key for column in inspect(model).column_attrs if column.key not in counters))
