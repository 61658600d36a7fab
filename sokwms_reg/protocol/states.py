"""Offices and how whoever holds one is addressed, and the proposal for somebody. Nothing here needs a database.

The usual offices of self-government and state are the list with which every edition begins. Deputies are addressed by
the higher title, as custom has it; a woman by the title in its form for all, except where the feminine is the rule.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from sokwms_reg.core.i18n import N_
from sokwms_reg.core.search import fold_words

WOMAN, MAN = "pani", "pan"
CARD_LABELS = {
    "position_pl": N_("Position for plate and badge, in Polish"),
    "position_en": N_("Position for plate and badge, in English"),
    "represents": N_("Represents"),
    "seat": N_("Seat or row"),
    "escort": N_("Escort"),
    "office_phone": N_("Telephone of the person's office"),
    "note": N_("Note"),
}
OFFICE_LABELS = {
    "masculine": N_("Name of the office"),
    "feminine": N_("Feminine name"),
    "english": N_("Name in English"),
    "to_man": N_("Salutation of a man"),
    "to_woman": N_("Salutation of a woman"),
    "in_english": N_("Salutation in English"),
}
CARD_FIELDS, OFFICE_FIELDS = tuple(CARD_LABELS), tuple(OFFICE_LABELS)
CHANGED = "changed"  # in place of a value that the history does not keep
# What is about one person and nobody who comes instead; the rest goes with the place, as days and institution do.
PERSONAL = ("position_pl", "position_en", "office_phone", "note")


class AnyOffice(Protocol):
    """An office of the code's list, or of an edition's."""

    @property
    def ordinal(self) -> int:
        """Return its number in the list."""

    @property
    def masculine(self) -> str:
        """Return its name."""

    @property
    def feminine(self) -> str:
        """Return its feminine name, or "" where nothing else is said of women."""

    @property
    def english(self) -> str:
        """Return its English name."""

    @property
    def to_man(self) -> str:
        """Return how a man is addressed."""

    @property
    def to_woman(self) -> str:
        """Return how a woman is addressed."""

    @property
    def in_english(self) -> str:
        """Return how anybody is addressed in English."""


@dataclass(frozen=True)
class Office:
    """An office of the list with which every edition begins."""

    ordinal: int
    masculine: str
    feminine: str
    english: str
    to_man: str
    to_woman: str
    in_english: str


@dataclass(frozen=True)
class Proposal:
    """What is proposed for somebody: the name of the office found, and one salutation, or two to choose from."""

    office: str
    salutations: tuple[str, ...]


# Name, feminine name, English name; how a man, a woman, and anybody in English is addressed.
_USUAL = (
    (
        *("prezydent Rzeczypospolitej Polskiej", "", "President of the Republic of Poland"),
        *("Panie Prezydencie", "Pani Prezydent", "President"),
    ),
    ("prezes Rady Ministrów", "", "prime minister", "Panie Premierze", "Pani Premier", "Prime Minister"),
    (
        *("wiceprezes Rady Ministrów", "", "deputy prime minister"),
        *("Panie Premierze", "Pani Premier", "Prime Minister"),
    ),
    ("premier", "", "premier", "Panie Premierze", "Pani Premier", "Prime Minister"),
    ("wicepremier", "", "vice-premier", "Panie Premierze", "Pani Premier", "Prime Minister"),
    ("marszałek", "marszałkini", "marshal", "Panie Marszałku", "Pani Marszałek", "Marshal"),
    ("wicemarszałek", "wicemarszałkini", "deputy marshal", "Panie Marszałku", "Pani Marszałek", "Marshal"),
    ("minister", "", "minister", "Panie Ministrze", "Pani Minister", "Minister"),
    ("wiceminister", "", "deputy minister", "Panie Ministrze", "Pani Minister", "Minister"),
    ("sekretarz stanu", "", "secretary of state", "Panie Ministrze", "Pani Minister", "Minister"),
    ("podsekretarz stanu", "", "undersecretary of state", "Panie Ministrze", "Pani Minister", "Minister"),
    ("poseł", "posłanka", "member of the Sejm", "Panie Pośle", "Pani Poseł", "Member of Parliament"),
    (
        *("poseł do Parlamentu Europejskiego", "posłanka do Parlamentu Europejskiego"),
        *("member of the European Parliament", "Panie Pośle", "Pani Poseł", "Member of the European Parliament"),
    ),
    ("senator", "senatorka", "senator", "Panie Senatorze", "Pani Senator", "Senator"),
    ("ambasador", "ambasadorka", "ambassador", "Panie Ambasadorze", "Pani Ambasador", "Ambassador"),
    ("konsul", "konsulka", "consul", "Panie Konsulu", "Pani Konsul", "Consul"),
    ("konsul generalny", "", "consul general", "Panie Konsulu", "Pani Konsul", "Consul General"),
    ("wojewoda", "wojewodzini", "voivode", "Panie Wojewodo", "Pani Wojewodo", "Voivode"),
    ("wicewojewoda", "wicewojewodzini", "deputy voivode", "Panie Wojewodo", "Pani Wojewodo", "Voivode"),
    (
        *("marszałek województwa", "marszałkini województwa", "marshal of the voivodeship"),
        *("Panie Marszałku", "Pani Marszałek", "Marshal"),
    ),
    (
        *("wicemarszałek województwa", "wicemarszałkini województwa", "deputy marshal of the voivodeship"),
        *("Panie Marszałku", "Pani Marszałek", "Marshal"),
    ),
    (
        *("przewodniczący sejmiku", "przewodnicząca sejmiku", "chair of the regional assembly"),
        *("Panie Przewodniczący", "Pani Przewodnicząca", "Chair"),
    ),
    ("prezydent", "prezydentka", "mayor", "Panie Prezydencie", "Pani Prezydent", "Mayor"),
    (
        *("prezydent miasta", "prezydentka miasta", "mayor of a city"),
        *("Panie Prezydencie", "Pani Prezydent", "Mayor"),
    ),
    (
        *("zastępca prezydenta", "zastępczyni prezydenta", "deputy mayor of a city"),
        *("Panie Prezydencie", "Pani Prezydent", "Mayor"),
    ),
    ("wiceprezydent", "wiceprezydentka", "deputy mayor", "Panie Prezydencie", "Pani Prezydent", "Mayor"),
    ("burmistrz", "burmistrzyni", "town mayor", "Panie Burmistrzu", "Pani Burmistrz", "Mayor"),
    (
        *("zastępca burmistrza", "zastępczyni burmistrza", "deputy town mayor"),
        *("Panie Burmistrzu", "Pani Burmistrz", "Mayor"),
    ),
    ("wójt", "wójcini", "head of the commune", "Panie Wójcie", "Pani Wójt", "Mayor"),
    ("zastępca wójta", "zastępczyni wójta", "deputy head of the commune", "Panie Wójcie", "Pani Wójt", "Mayor"),
    ("starosta", "starościna", "head of the county", "Panie Starosto", "Pani Starosto", "Starost"),
    ("wicestarosta", "wicestarościna", "deputy head of the county", "Panie Starosto", "Pani Starosto", "Starost"),
    (
        *("przewodniczący rady", "przewodnicząca rady", "chair of the council"),
        *("Panie Przewodniczący", "Pani Przewodnicząca", "Chair"),
    ),
    ("przewodniczący", "przewodnicząca", "chair", "Panie Przewodniczący", "Pani Przewodnicząca", "Chair"),
    (
        *("wiceprzewodniczący", "wiceprzewodnicząca", "deputy chair"),
        *("Panie Przewodniczący", "Pani Przewodnicząca", "Chair"),
    ),
    ("radny", "radna", "councillor", "Panie Radny", "Pani Radna", "Councillor"),
    ("sekretarz", "", "secretary", "Panie Sekretarzu", "Pani Sekretarz", "Secretary"),
    ("skarbnik", "skarbniczka", "treasurer", "Panie Skarbniku", "Pani Skarbnik", "Treasurer"),
    ("sołtys", "sołtyska", "village head", "Panie Sołtysie", "Pani Sołtys", "Village Head"),
    ("rektor", "rektorka", "rector", "Panie Rektorze", "Pani Rektor", "Rector"),
    ("prorektor", "prorektorka", "deputy rector", "Panie Rektorze", "Pani Rektor", "Rector"),
    ("dziekan", "dziekanka", "dean", "Panie Dziekanie", "Pani Dziekan", "Dean"),
    ("profesor", "profesorka", "professor", "Panie Profesorze", "Pani Profesor", "Professor"),
    ("prezes", "prezeska", "president", "Panie Prezesie", "Pani Prezes", "President"),
    ("wiceprezes", "wiceprezeska", "vice-president", "Panie Prezesie", "Pani Prezes", "President"),
    ("dyrektor", "dyrektorka", "director", "Panie Dyrektorze", "Pani Dyrektor", "Director"),
    ("wicedyrektor", "wicedyrektorka", "deputy director", "Panie Dyrektorze", "Pani Dyrektor", "Director"),
    (
        *("zastępca dyrektora", "zastępczyni dyrektora", "deputy head of department"),
        *("Panie Dyrektorze", "Pani Dyrektor", "Director"),
    ),
)


def _office(ordinal: int, row: tuple[str, str, str, str, str, str]) -> Office:
    masculine, feminine, english, man, woman, anybody = row
    return Office(ordinal, masculine, feminine, english, f"Szanowny {man},", f"Szanowna {woman},", f"Dear {anybody},")


USUAL_OFFICES = tuple(_office(ordinal, row) for ordinal, row in enumerate(_USUAL, start=1))


def proposal(offices: Iterable[AnyOffice], position: str, honorific: str, language: str) -> Proposal | None:
    """Return the salutation for whoever has this position; None where no office of the list is named in it.

    An office is found by whole words, whatever their case and marks; the longest name wins, then the first in the
    list. A Polish salutation needs to know whether to say Pani or Pan: where nobody has said, both are given.
    """
    said = f" {fold_words(position)} "
    named = [(name, office) for office in offices for name in (office.masculine, office.feminine, office.english)]
    found = [(name, office) for name, office in named if (words := fold_words(name)) and f" {words} " in said]
    if not found:
        return None
    name, office = max(found, key=lambda each: (len(fold_words(each[0]).split()), -each[1].ordinal))
    if language == "en":
        wanted = [office.in_english]
    else:
        wanted = [office.to_woman] * (honorific != MAN) + [office.to_man] * (honorific != WOMAN)
    salutations = tuple(one for one in dict.fromkeys(wanted) if one)
    return Proposal(name, salutations) if salutations else None
