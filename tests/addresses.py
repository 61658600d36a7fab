"""Addresses are compiled once a run: each test has an application of its own, and this was most of making one."""

from collections.abc import Callable

import pytest
from werkzeug.routing import Rule

_compile = Rule._compile_builder  # noqa: SLF001 - werkzeug offers no other way to keep what it has compiled
_kept: dict[object, Callable[..., tuple[str, str]]] = {}


def compile_once(patch: pytest.MonkeyPatch) -> None:
    """Let werkzeug reuse what it compiled for a rule: it depends on the rule's own words and defaults alone."""
    patch.setattr(Rule, "_compile_builder", _compiled)


def _compiled(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:  # noqa: FBT001, FBT002 - as in werkzeug
    words = (rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown)  # noqa: SLF001 - as above
    if words not in _kept:
        _kept[words] = _compile(rule, append_unknown)
    return _kept[words]
