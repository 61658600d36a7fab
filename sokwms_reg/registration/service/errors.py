"""Why a change was refused; views turn each into a sentence."""

from collections.abc import Sequence
from datetime import date


class RegistrationError(Exception):
    """A change of a registration was refused; nothing was stored."""


class RegistrationClosedError(RegistrationError):
    """The edition takes no registrations at this instant."""


class UnknownChoiceError(RegistrationError):
    """The category or a day is not one of this edition's."""


class NoPlaceError(RegistrationError):
    """No place is free in the category or on one of the days."""


class FormReusedError(RegistrationError):
    """The form has registered somebody already, and now names another person or address."""


class EditingOverError(RegistrationError):
    """The data cannot be changed any more: registration has closed, or the registration has ended."""


class StaleFormError(RegistrationError):
    """The data have been changed since the form was handed out."""


class SamePersonError(RegistrationError):
    """Another active registration has this name and this address."""


class FullDaysError(RegistrationError):
    """Some of the newly chosen days have no place left."""

    def __init__(self, dates: Sequence[date]) -> None:
        """Name the days."""
        super().__init__(", ".join(day.isoformat() for day in dates))
        self.dates = list(dates)
