"""Why a change was refused; views turn each into a sentence."""


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
