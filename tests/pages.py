"""A page as a reader without script meets it: what it says, and what its form would send."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "source", "wbr"})
INLINE = frozenset({"a", "b", "em", "i", "kbd", "small", "span", "strong", "time", "wbr"})
Attributes = dict[str, str]


@dataclass
class Element:
    """A tag with its attributes and the words inside it."""

    tag: str
    attributes: Attributes
    words: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return its words, each blank an ordinary one."""
        return " ".join("".join(self.words).split())


class Page(HTMLParser):
    """A parsed page; malformed nesting is an error."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(html)
        self.close()
        assert [element.tag for element in self._open] == [], "elements left open"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        self._pause(tag)
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in VOID and not self._inside_drawing():
            self._open.append(element)

    def _inside_drawing(self) -> bool:
        return any(element.tag == "svg" for element in self._open)

    def handle_endtag(self, tag: str) -> None:
        """Close the element opened last; drawings are passed over."""
        if tag not in VOID and (tag == "svg" or not self._inside_drawing()):
            assert self._open, f"</{tag}> closes nothing"
            assert self._open[-1].tag == tag, f"</{tag}> closes <{self._open[-1].tag}>"
            self._open.pop()
            self._pause(tag)

    def _pause(self, tag: str) -> None:
        """Part the words of two blocks."""
        if tag not in INLINE:
            self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        """Give the words to every element around them."""
        for element in self._open:
            element.words.append(data)

    def all(self, tag: str, **wanted: str) -> list[Element]:
        """Return the elements with this tag and these attributes, in the page's order."""
        return [
            element
            for element in self.elements
            if element.tag == tag and all(element.attributes.get(name) == value for name, value in wanted.items())
        ]

    def one(self, tag: str, **wanted: str) -> Element:
        """Return the only such element."""
        found = self.all(tag, **wanted)
        assert len(found) == 1, (tag, wanted, len(found))
        return found[0]

    def by_id(self, identity: str) -> Element:
        """Return the element with this id; a second one is an error."""
        found = [element for element in self.elements if element.attributes.get("id") == identity]
        assert len(found) == 1, (identity, len(found))
        return found[0]

    @property
    def text(self) -> str:
        """Return the words of the body."""
        return self.one("body").text

    @property
    def title(self) -> str:
        """Return the page's title."""
        return self.elements[[element.tag for element in self.elements].index("title")].text

    def summary(self) -> list[tuple[str, str]]:
        """Return the error summary's sentences with the ids they lead to."""
        links = [element for element in self.all("a") if element.attributes.get("href", "").startswith("#")]
        return [(link.attributes["href"][1:], link.text) for link in links if "skip" not in str(link.attributes)]

    def typed(self) -> dict[str, list[str]]:
        """Return what the page's fields would send, without any button."""
        sent: dict[str, list[str]] = {}
        chosen_in = ""
        for element in self.elements:
            name, value = element.attributes.get("name", ""), element.attributes.get("value", "")
            if element.tag == "select":
                chosen_in = name
                sent.setdefault(name, [])
            elif element.tag == "option" and "selected" in element.attributes:
                sent[chosen_in] = [value]
            elif element.tag == "textarea":
                sent[name] = ["".join(element.words).removeprefix("\n")]
            elif element.tag == "input" and _successful(element.attributes):
                sent.setdefault(name, []).append(value)
        return sent


def _successful(attributes: Attributes) -> bool:
    return attributes.get("type") not in {"checkbox", "radio"} or "checked" in attributes
