"""What a column can hold: the fields of a registration that a list may bring, under the names of the contract."""

from collections.abc import Mapping
from functools import cache

from sokwms_reg.attendees.queries import columns
from sokwms_reg.core.i18n import LANGUAGES, N_, gettext, speaking
from sokwms_reg.core.search import fold_words

FULL_NAME = "full_name"
_FULL_NAME = N_("First and last name in one column")
# Of our own lists, but given by the program: never taken from a file.
GIVEN = frozenset({"reference", "state", "registered_at"})

# Headings of other people's lists, beside our own, which are known in both languages.
_SYNONYMS = {
    "honorific": "forma grzecznosciowa; zwrot; pan pani; salutation; mr ms",
    "title": "tytul; tytul naukowy; stopien; stopien naukowy; academic title; degree",
    "first_name": "imie; imie uczestnika; imiona; given name; forename; name given",
    "last_name": "nazwisko; nazwisko uczestnika; surname; family name; name family",
    FULL_NAME: "imie i nazwisko; nazwisko i imie; uczestnik; osoba; name; full name; participant; person",
    "position": "stanowisko; funkcja; position; job title; function; role in institution",
    "email": "e mail; email; mail; adres email; adres e mail; poczta elektroniczna; e mail address; email address",
    "phone": "telefon; tel; nr telefonu; numer telefonu; telefon kontaktowy; phone; telephone; phone number; mobile",
    "institution": "instytucja; nazwa instytucji; urzad; organizacja; firma; jednostka; podmiot; institution; "
    "organisation; organization; company; employer; affiliation",
    "voivodeship": "wojewodztwo; woj; region; voivodeship; province",
    "country": "kraj; panstwo; country",
    "contact_name": "osoba do kontaktu; osoba kontaktowa; asystent; contact person; contact name; contact",
    "contact_email": "e mail osoby do kontaktu; email kontaktowy; e mail kontaktowy; contact e mail; contact email",
    "contact_phone": "telefon osoby do kontaktu; contact phone; contact telephone",
    "category": "kategoria; grupa; category; group",
    "role": "rola; role",
    "language": "jezyk; jezyk korespondencji; language; language of messages",
    "days": "dni; dzien; dni udzialu; termin; days; day; dates",
    "interpretation": "tlumaczenie; tlumaczenie symultaniczne; interpreting; interpretation",
    "diet": "dieta; posilki; wyzywienie; diet; meals",
    "accessibility": "potrzeby; dostepnosc; uwagi o diecie; access needs; accessibility; special needs",
    "consent_list": "zgoda na publikacje; lista uczestnikow; consent list",
    "consent_next": "zgoda na informacje; newsletter; consent next",
}


def field_names() -> list[str]:
    """Return the fields in the order in which they are offered."""
    names = [name for name in columns() if name in _SYNONYMS]
    names.insert(names.index("last_name") + 1, FULL_NAME)
    return names


def field_words() -> dict[str, str]:
    """Return the fields with their names in the reader's language, as our own lists call them."""
    known = columns()
    return {name: gettext(_FULL_NAME) if name == FULL_NAME else known[name].heading for name in field_names()}


@cache
def known_headings() -> Mapping[str, str]:
    """Return the field that a folded heading names: "" for what our own lists have and no import takes."""
    found: dict[str, str] = {}
    for name, words in _SYNONYMS.items():
        found |= dict.fromkeys(words.split("; "), name)
    for language in LANGUAGES:
        with speaking(language):
            found |= {fold_words(words): name for name, words in field_words().items()}
            found |= {fold_words(columns()[name].heading): "" for name in GIVEN}
    return found | {fold_words(name): name for name in field_names()} | {fold_words(name): "" for name in GIVEN}
