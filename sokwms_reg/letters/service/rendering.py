"""Rendering a letter: three templates of one folder, in the reader's language, with no application and no request."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from css_inline import CSSInliner
from jinja2 import Template

from sokwms_reg.core.i18n import speaking
from sokwms_reg.core.templates import environment
from sokwms_reg.letters.service.kinds import demand_kind
from sokwms_reg.letters.service.shapes import Shape, marked, named, plainly_printed
from sokwms_reg.letters.service.wording import subject_line, wrapped

MOST_SHAPES = 256  # kinds, languages, editions, categories and choices of days that are written to at one time

# Rules inside @media cannot stand in an attribute: they stay, for readers in dark mode.
_inliner = CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
_shapes: dict[Hashable, Shape | None] = {}
NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True)
class Rendered:
    """A letter in words. The subject is one line; `html` carries its own style."""

    subject: str
    text: str
    html: str


def render(
    kind: str, language: str, variables: Mapping[str, object], personal: Mapping[str, str] = NOTHING
) -> Rendered:
    """Render a letter in `language`. Raises UnknownKindError; a missing variable is jinja2's UndefinedError.

    The layout needs `edition` (contact, co-financing, demonstration) and `salutation` ("" for the general one).
    `personal` are variables too: those that tell this letter from others of its shape. Templates print them or ask
    whether they are there, so a shape is made once, by the values of all the other variables, and filled in.
    """
    demand_kind(kind)
    if not personal or not all(map(plainly_printed, personal.values())):
        return _written(kind, language, {**variables, **personal})
    try:
        key = named((kind, language, [name for name, value in personal.items() if value], variables))
    except TypeError:
        return _written(kind, language, {**variables, **personal})
    if key not in _shapes:
        return _shaped(key, kind, language, variables, personal)
    shape = _shapes[key]
    if shape is None:
        return _written(kind, language, {**variables, **personal})
    return Rendered(*shape.filled(personal))


def _shaped(
    key: Hashable, kind: str, language: str, variables: Mapping[str, object], personal: Mapping[str, str]
) -> Rendered:
    """Write one letter, and keep its shape unless a template does more with what is personal than to print it."""
    written = _written(kind, language, {**variables, **personal})
    shape = Shape(*_parts(kind, language, {**variables, **marked(personal)}))
    if len(_shapes) >= MOST_SHAPES:
        _shapes.clear()
    _shapes[key] = shape if Rendered(*shape.filled(personal)) == written else None
    return written


def _written(kind: str, language: str, variables: Mapping[str, object]) -> Rendered:
    subject, text, html = _parts(kind, language, variables)
    return Rendered(subject_line(subject), wrapped(text), html)


def _parts(kind: str, language: str, variables: Mapping[str, object]) -> tuple[str, str, str]:
    with speaking(language):
        given = {**variables, "language": language}
        subject, text, html = (_template(kind, part).render(given) for part in ("subject.txt", "body.txt", "body.html"))
        return subject, text, _inliner.inline(html)


def _template(kind: str, part: str) -> Template:
    return environment().get_template(f"email/{kind}/{part}")
