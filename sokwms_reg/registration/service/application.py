"""What a person asks for: a checked form, or a row of any other origin."""

from dataclasses import dataclass
from datetime import date

from sokwms_reg.core.search import fold


@dataclass(frozen=True)
class Application:
    """A registration before it is one. Texts are stripped; `days` are dates of the edition; `nonce` is the form's."""

    category: str
    language: str
    nonce: str
    first_name: str
    last_name: str
    institution: str
    days: tuple[date, ...]
    honorific: str = ""
    title: str = ""
    position: str = ""
    email: str = ""
    phone: str = ""
    voivodeship: str = ""
    country: str = "PL"
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    interpretation: str = "none"
    diet: str = "none"
    accessibility: str = ""
    consent_list: bool = False
    consent_next: bool = False
    privacy_version: str = ""

    @property
    def name_folded(self) -> str:
        """Return the name by which the same person is known again."""
        return fold(f"{self.first_name} {self.last_name}")

    @property
    def address_folded(self) -> str:
        """Return the address by which the same person is known again: one's own, or the contact person's."""
        return fold(self.email or self.contact_email)

    @property
    def sort_name(self) -> str:
        """Return what lists sort by: last name, first name; titles do not count."""
        return fold(f"{self.last_name} {self.first_name}")
