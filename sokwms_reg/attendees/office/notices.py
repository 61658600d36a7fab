"""What an office list says of parts of its address that mean nothing, in the words of its labels."""

from collections.abc import Mapping, Sequence

from sokwms_reg.attendees.queries import Problem
from sokwms_reg.core.i18n import N_, gettext

LONGEST_NAME = 40  # of a parameter without a label
Problems = Sequence[tuple[Problem, str]]

_NOTICES = {
    Problem.UNKNOWN_NAME: N_("This list has no filter “%(name)s”; it was left out."),
    Problem.UNKNOWN_VALUE: N_("The value given for “%(name)s” does not exist here; it was left out."),
    Problem.UNKNOWN_COLUMN: N_("This list has no column “%(name)s”; it was left out."),
    Problem.CLOSED_COLUMN: N_("The column “%(name)s” is not open to you; it was left out."),
    Problem.CLOSED: N_("The filter “%(name)s” is not open to you; it was left out."),
    Problem.REPEATED: N_("“%(name)s” was given more than once; it was left out."),
    Problem.NO_PAGE: N_("There is no such page of the list; this is the first one."),
}
_REFUSALS = {
    Problem.UNKNOWN_NAME: N_("Lists have no filter “%(name)s”."),
    Problem.UNKNOWN_VALUE: N_("The value given for “%(name)s” does not exist in this edition."),
    Problem.UNKNOWN_COLUMN: N_("Lists have no column “%(name)s”."),
    Problem.CLOSED_COLUMN: N_("The column “%(name)s” is not open to you."),
    Problem.CLOSED: N_("The filter “%(name)s” is not open to you."),
    Problem.REPEATED: N_("“%(name)s” was given more than once."),
    Problem.NO_PAGE: N_("There is no such page of the list."),
}


def notices(problems: Problems, labels: Mapping[str, str]) -> list[str]:
    """Return a sentence for each part that a page left out."""
    return _said(_NOTICES, problems, labels)


def refusals(problems: Problems, labels: Mapping[str, str]) -> list[str]:
    """Return a sentence for each part that keeps a file from being written."""
    return _said(_REFUSALS, problems, labels)


def _said(sentences: Mapping[Problem, str], problems: Problems, labels: Mapping[str, str]) -> list[str]:
    named = ((problem, labels.get(name, name[:LONGEST_NAME])) for problem, name in problems)
    return [gettext(sentences[problem], name=name) for problem, name in named]
