"""What a screen reader is given: the order, the roles, the names, the hints and the errors of the registration form.

Chromium's own accessibility tree is asked, not the markup.
"""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.wall import Wall

pytestmark = pytest.mark.browser

Frame = Callable[..., Page]


class Tree:
    """The accessibility tree of a page, in reading order, without what is ignored."""

    def __init__(self, page: Page) -> None:
        client = page.context.new_cdp_session(page)
        nodes = client.send("Accessibility.getFullAXTree")["nodes"]
        self._by_id = {node["nodeId"]: node for node in nodes}
        self.nodes: list[dict[str, Any]] = []
        self._read(nodes[0])
        client.detach()

    def _read(self, node: dict[str, Any]) -> None:
        if not node["ignored"]:
            self.nodes.append(node)
        for child in node.get("childIds", []):
            if child in self._by_id:
                self._read(self._by_id[child])

    def named(self, *roles: str) -> list[tuple[str, str]]:
        """Return role and name of the nodes with these roles, in order."""
        return [(role(node), text(node, "name")) for node in self.nodes if role(node) in roles]

    def one(self, wanted: str, name: str) -> dict[str, Any]:
        """Return the only node with this role and name."""
        found = [node for node in self.nodes if role(node) == wanted and text(node, "name") == name]
        assert len(found) == 1, (wanted, name, self.named(wanted))
        return found[0]


def role(node: dict[str, Any]) -> str:
    """Return a node's role."""
    return str(node.get("role", {}).get("value", ""))


def text(node: dict[str, Any], part: str) -> str:
    """Return a node's name or description, each blank an ordinary one."""
    return " ".join(str(node.get(part, {}).get("value", "")).split())


def state(node: dict[str, Any], name: str) -> Any:  # noqa: ANN401 - a word, a number or a truth
    """Return a state of a node; None where it has none."""
    return next((one["value"].get("value") for one in node.get("properties", []) if one["name"] == name), None)


# Headings and controls of the form in the order in which they are read: role, level or state, Polish, English.
OPTIONAL = {"pl": "(nieobowiązkowe)", "en": "(optional)"}
ORDER: list[tuple[str, object, str, str]] = [
    ("group", None, "Język", "Language"),
    ("button", None, "English", "Polski"),
    ("heading", 1, "Zgłoszenie: Organizacje", "Registration: Organisations"),
    ("heading", 2, "Organizacje", "Organisations"),
    ("DisclosureTriangle", None, "Zmień kategorię", "Change the category"),
    ("heading", 2, "1. Osoba", "1. Person"),
    ("textbox", True, "Imię", "First name"),
    ("textbox", True, "Nazwisko", "Last name"),
    ("textbox", False, "Adres e-mail", "E-mail address"),
    ("textbox", False, "Telefon ?", "Telephone ?"),
    ("combobox", None, "Forma grzecznościowa ?", "Form of address ?"),
    ("textbox", False, "Tytuł lub stopień ?", "Title or degree ?"),
    (
        "DisclosureTriangle",
        None,
        "Zgłoszenie w imieniu innej osoby: osoba do kontaktu",
        "Registering on behalf of another person: contact person",
    ),
    ("heading", 2, "2. Instytucja", "2. Institution"),
    ("textbox", True, "Nazwa instytucji lub organizacji", "Name of the institution or organisation"),
    ("textbox", False, "Funkcja lub stanowisko ?", "Function or position ?"),
    ("combobox", None, "Województwo", "Voivodeship"),
    ("heading", 2, "3. Udział", "3. Participation"),
    ("group", None, "Dni udziału", "Days of participation"),
    ("checkbox", None, "środa, 27 stycznia", "Wednesday 27 January"),
    ("checkbox", None, "czwartek, 28 stycznia", "Thursday 28 January"),
    ("radiogroup", True, "Tłumaczenie symultaniczne", "Simultaneous interpreting"),
    ("radio", None, "Tłumaczenie nie jest potrzebne", "Interpreting is not needed"),
    ("radio", None, "Potrzebne tłumaczenie na język polski", "I would like to listen in Polish"),
    ("radio", None, "Potrzebne tłumaczenie na język angielski", "I would like to listen in English"),
    ("radiogroup", True, "Posiłki", "Meals"),
    ("radio", None, "Bez szczególnych wymagań", "No special requirements"),
    ("radio", None, "Wegetariańskie", "Vegetarian"),
    ("radio", None, "Wegańskie", "Vegan"),
    ("radio", None, "Bezglutenowe", "Gluten-free"),
    ("radio", None, "Inne (prosimy opisać poniżej)", "Other (please describe below)"),
    ("textbox", False, "Potrzeby w zakresie dostępności *", "Access needs and *"),
    ("heading", 2, "4. Regulamin i zgody", "4. Rules and consents"),
    ("checkbox", None, "Akceptuję regulamin konferencji.", "I accept the rules of the conference."),
    ("group", None, "Zgody ?", "Consents ?"),
    ("checkbox", None, "Publikacja na liście uczestników *", "Publication in the list of participants *"),
    ("checkbox", None, "Informacje o następnych edycjach *", "News about future editions *"),
    ("heading", 3, "Dane osobowe", "Personal data"),
    ("button", None, "Dalej: sprawdzenie zgłoszenia", "Next: check the registration"),
]
ROLES = {one[0] for one in ORDER}
LANDMARKS = ["banner", "navigation", "main", "complementary", "form", "contentinfo"]
# What is wrong with an empty form: role, name, sentence.
WRONG: dict[str, list[tuple[str, str, str]]] = {
    "pl": [
        ("textbox", "Imię", "Prosimy podać imię."),
        ("textbox", "Nazwisko", "Prosimy podać nazwisko."),
        ("textbox", "Adres e-mail", "Prosimy podać adres e-mail: osoby uczestniczącej albo osoby do kontaktu."),
        ("textbox", "Nazwa instytucji lub organizacji", "Prosimy podać nazwę instytucji."),
        ("combobox", "Województwo", "Prosimy wybrać województwo."),
        ("group", "Dni udziału", "Prosimy wybrać co najmniej jeden dzień."),
        ("checkbox", "Akceptuję regulamin konferencji.", "Prosimy zaakceptować regulamin konferencji."),
    ],
    "en": [
        ("textbox", "First name", "Please give the first name."),
        ("textbox", "Last name", "Please give the last name."),
        ("textbox", "E-mail address", "Please give an e-mail address: the participant's own or a contact person's."),
        ("textbox", "Name of the institution or organisation", "Please give the name of the institution."),
        ("combobox", "Voivodeship", "Please choose the voivodeship."),
        ("group", "Days of participation", "Please choose at least one day."),
        ("checkbox", "I accept the rules of the conference.", "Please accept the rules of the conference."),
    ],
}
ERROR = {"pl": "Błąd:", "en": "Error:"}
HINT = {"pl": ("Adres e-mail", "Na ten adres przyjdą"), "en": ("E-mail address", "The confirmation and the link")}


def in_order(tree: Tree) -> list[tuple[str, object, str]]:
    """Return the headings, groups and controls as they are read, with level or need."""
    return [
        (role(node), state(node, "level" if role(node) == "heading" else "required"), text(node, "name"))
        for node in tree.nodes
        if role(node) in ROLES and text(node, "name")
    ]


def expected(language: str) -> list[tuple[str, object, str]]:
    """Return the same as it should be, with `*` for the rest of a name."""
    number = {"pl": 2, "en": 3}[language]
    return [(one[0], one[1], str(one[number]).replace("?", OPTIONAL[language])) for one in ORDER]


def fits(found: tuple[str, object, str], wanted: tuple[str, object, str]) -> bool:
    """Tell whether a control is the wanted one."""
    name = wanted[2].removesuffix("*")
    return found[:2] == wanted[:2] and (found[2] == name or (name != wanted[2] and found[2].startswith(name)))


@pytest.mark.parametrize("language", ["pl", "en"])
def test_the_empty_form_is_read_in_order_and_nothing_is_wrong_yet(frame: Frame, wall: Wall, language: str) -> None:
    page = frame()
    page.goto(wall.named("registration.form", language))
    tree = Tree(page)
    found, wanted = in_order(tree), expected(language)
    assert [pair for pair in zip(found, wanted, strict=True) if not fits(*pair)] == []
    assert [one for one, _name in tree.named(*LANDMARKS)] == LANDMARKS
    name, hint = HINT[language]
    assert text(tree.one("textbox", name), "description").startswith(hint)
    invalid = [text(node, "name") for node in tree.nodes if state(node, "invalid") not in {None, "false"}]
    assert invalid == []


@pytest.mark.parametrize("language", ["pl", "en"])
def test_errors_are_announced_first_and_belong_to_their_fields(frame: Frame, wall: Wall, language: str) -> None:
    page = frame()
    page.goto(wall.named("form of ngo, empty and wrong", language))
    tree = Tree(page)
    assert page.title().startswith(ERROR[language])
    roles = [role(node) for node in tree.nodes]
    assert roles.index("main") < roles.index("alert") < roles.index("heading") < roles.index("textbox")
    links = [text(node, "name") for node in tree.nodes[roles.index("alert") :] if role(node) == "link"]
    sentences = [sentence for _role, _name, sentence in WRONG[language]]
    assert links[: len(sentences)] == sentences, "the summary lists them in the form's order"
    for kind, name, sentence in WRONG[language]:
        node = tree.one(kind, name)
        assert text(node, "description").endswith(f"{ERROR[language]} {sentence}"), name
        assert kind == "group" or state(node, "invalid") == "true", name
    name, hint = HINT[language]
    assert text(tree.one("textbox", name), "description").startswith(hint), "the hint before the error"
    boxes = [node for node in tree.nodes if role(node) == "checkbox" and state(node, "invalid") == "true"]
    assert len(boxes) == 3, "both days, and the rules"
