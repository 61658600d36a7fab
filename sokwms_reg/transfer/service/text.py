"""From the text of a file to plain TOML values."""

import tomllib
from collections.abc import Sequence

from sokwms_reg.editions.portable import Problem


class LoadError(Exception):
    """A file was refused and nothing of it stored; `problems` are all that is wrong with it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


def parsed(text: str) -> dict[str, object]:
    """Return the values of a TOML text. Raises LoadError with the line of what is no TOML."""
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except RecursionError as error:
        raise LoadError([Problem("", "This is nested too deeply for an edition file.")]) from error
    except tomllib.TOMLDecodeError as error:
        raise LoadError([Problem("", f"This is not TOML: {error}.")]) from error
    except ValueError as error:  # a figure of thousands of digits, a date such as 2026-02-30
        raise LoadError([Problem("", f"This is not TOML that can be read: {error}.")]) from error
