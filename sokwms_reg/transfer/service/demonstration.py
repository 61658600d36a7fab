"""Moving the demonstration edition to where its registration is open. Files keep fixed dates."""

import datetime as dt

from sokwms_reg.editions.portable import Problem
from sokwms_reg.transfer.service.text import LoadError

WEEK = 7


def shifted(document: dict[str, object], today: dt.date) -> dict[str, object]:
    """Return the document with every date moved by whole weeks, so that a third of the time to register is over.

    Weekdays and distances stay. What has no registration, or none that can be read, stays as it is. Raises LoadError
    where registration lasts too short a time to be surely open.
    """
    registration = document.get("registration")
    if not isinstance(registration, dict):
        return document
    opens, closes = registration.get("opens"), registration.get("closes")
    if not (isinstance(opens, dt.datetime) and isinstance(closes, dt.datetime)):
        return document
    length = (closes.date() - opens.date()).days
    if length < WEEK + 2:
        sentence = f"expected at least {WEEK + 2} days between opening and closing of a demonstration, found {length}."
        raise LoadError([Problem("registration", sentence)])
    begun = max(1, min(length // 3, length - WEEK - 1))
    weeks = ((today - opens.date()).days - begun) // WEEK
    return {name: _moved(value, dt.timedelta(weeks=weeks)) for name, value in document.items()}


def _moved(value: object, by: dt.timedelta) -> object:
    """Move dates wherever they stand; one that would leave the calendar stays and is refused by its year."""
    if isinstance(value, dict):
        return {name: _moved(inner, by) for name, inner in value.items()}
    if isinstance(value, list):
        return [_moved(inner, by) for inner in value]
    if isinstance(value, dt.date):  # a datetime is one too
        try:
            return value + by
        except OverflowError:
            return value
    return value
