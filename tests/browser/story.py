"""What a person does to register, in steps that several tests take."""

import re
from itertools import count

from playwright.sync_api import Page, Response, expect

from tests.browser.conftest import Site

TEXTS = {
    "first_name": "Żaneta",
    "phone": "+48 600 000 001",
    "title": "dr",
    "institution": "Fundacja „Wspólna Zlewnia”",
    "position": "prezeska",
    "accessibility": "pętla indukcyjna\nmiejsce z przodu",
}
_numbers = count(1)


class Registrant:
    """One person and the page they have in view."""

    def __init__(self, site: Site, page: Page, language: str) -> None:
        self.site = site
        self.page = page
        self.language = language
        self.number = next(_numbers)
        self.email = f"osoba{self.number}@example.org"
        self.texts = {**TEXTS, "last_name": f"Łoś-{self.number}", "email": self.email}
        # An institution of one's own: the demonstration admits three people of each, in whatever order tests come.
        self.texts["institution"] += f" {self.number}"

    def open(self, path: str) -> Response | None:
        """Open an address below the language."""
        return self.page.goto(f"/{self.language}/{path}")

    def choose(self, category: str = "ngo") -> None:
        """Choose a category."""
        self.open("editions/demo/register")
        self.page.locator(f'ul.pick a[href$="/{category}"]').click()
        expect(self.page.locator("#first_name")).to_be_visible()

    def fill(self) -> None:
        """Fill in the whole form."""
        for name, text in self.texts.items():
            self.page.locator(f"#{name}").fill(text)
        self.page.locator("#honorific").select_option("pani")
        self.page.locator("#voivodeship").select_option("10")
        self.page.locator('input[name="days"]').nth(1).check()
        self.page.locator("#interpretation-en").check()
        self.page.locator("#diet-vegan").check()
        self.page.locator("#accept_rules").check()
        self.page.locator("#consent_list").check()

    def expect_filled(self) -> None:
        """Find everything in the form as it was filled in."""
        for name, text in self.texts.items():
            expect(self.page.locator(f"#{name}")).to_have_value(text)
        expect(self.page.locator("#honorific")).to_have_value("pani")
        expect(self.page.locator("#voivodeship")).to_have_value("10")
        expect(self.page.locator('input[name="days"]').nth(0)).not_to_be_checked()
        expect(self.page.locator('input[name="days"]').nth(1)).to_be_checked()
        for chosen in ("#interpretation-en", "#diet-vegan", "#accept_rules", "#consent_list"):
            expect(self.page.locator(chosen)).to_be_checked()
        expect(self.page.locator("#consent_next")).not_to_be_checked()

    def next(self) -> None:
        """Press the form's own button."""
        self.page.locator("#registration .btn:not(.alt)").click()

    def change_language(self) -> None:
        """Press the other language."""
        self.page.locator(".lang button, .lang a").first.click()
        self.language = "en" if self.language == "pl" else "pl"
        expect(self.page.locator("html")).to_have_attribute("lang", self.language)

    def reference(self) -> str:
        """Return the reference on the page after sending."""
        expect(self.page).to_have_url(re.compile(r"/done\?r="))
        return self.page.locator("main kbd").first.inner_text()

    def open_own_page(self) -> None:
        """Read the newest letter and open the link in it."""
        letter = self.site.letters_to(self.email)[-1]
        body = letter.get_body(("plain",))
        assert body is not None
        link = re.search(r"http://\S+/my/\S+", str(body.get_content()))
        assert link is not None
        self.page.goto(link[0])
