"""Why a change was refused; views turn each into a sentence."""

from collections.abc import Sequence
from datetime import date
from typing import Any


class RegistrationError(Exception):
    """A change of a registration was refused; nothing was stored."""


class RegistrationClosedError(RegistrationError):
    """The edition takes no registrations at this instant."""


class UnknownChoiceError(RegistrationError):
    """The category or a day is not one of this edition's."""


class NoResidenceError(RegistrationError):
    """Guests from abroad name a country, all others a voivodeship; it was not given."""


class NoPlaceError(RegistrationError):
    """No place is free in the category or on one of the days."""


class InstitutionLimitError(NoPlaceError):
    """People of the institution hold as many places of the category as they may."""


class NobodyWaitsError(RegistrationError):
    """A place taken away would come straight back: nobody else waits who could have it."""


class NotHeldError(RegistrationError):
    """The registration holds no place that could be exchanged."""


class TooFewPlacesError(RegistrationError):
    """A lowered limit is below the places that are held; `people` would have to leave, the last to come first."""

    def __init__(self, people: Sequence[Any]) -> None:
        """Name who would have to leave."""
        super().__init__(str(len(people)))
        self.people = list(people)


class ReservedInUseError(RegistrationError):
    """More reserved places of a category are used than shall be left."""

    def __init__(self, category: str, pool: str, taken: int) -> None:
        """Name the category's key, the pool, and how many are used."""
        super().__init__(f"{category}: {taken} {pool}")
        self.category, self.pool, self.taken = category, pool, taken


class FormReusedError(RegistrationError):
    """The form has registered somebody already, and now names another person or address."""


class EditingOverError(RegistrationError):
    """The data cannot be changed any more: the deadline is over, or the registration has ended."""


class ReplacementOverError(RegistrationError):
    """Nobody can come instead any more: the deadline is over, or the registration has ended."""


class WithdrawalOverError(RegistrationError):
    """Participants can no longer withdraw by themselves."""


class StaleFormError(RegistrationError):
    """The data have been changed since the form was handed out."""


class NoReasonError(RegistrationError):
    """A consent given by the office carries no word on how the person gave it."""


class NoPairError(RegistrationError):
    """A registration cannot be merged with itself, nor with one of another edition."""


class NoAddressError(RegistrationError):
    """No address would be left to which mail could go."""


class SamePersonError(RegistrationError):
    """Another active registration has this name and this address."""


class FullDaysError(RegistrationError):
    """Some of the newly chosen days have no place left."""

    def __init__(self, dates: Sequence[date]) -> None:
        """Name the days."""
        super().__init__(", ".join(day.isoformat() for day in dates))
        self.dates = list(dates)
