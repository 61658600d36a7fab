"""The gallery is complete: no template of a page, and no macro, is without a page that shows it."""

import re

import pytest

from sokwms_reg.core.folders import templates_folder
from sokwms_reg.core.i18n import LANGUAGES
from tests.gallery import Gallery

pytestmark = pytest.mark.pages

NO_PAGES = ("email/", "pdf/")  # letters and documents
# `errors_of` for the fields of a form, of which the guide has none.
WRAPPERS = ("error_summary",)
MACROS = ("drawing", "forms", "page", "plots", "status")


def test_every_template_hangs_in_it_in_both_languages(gallery: Gallery) -> None:
    names = {str(path.relative_to(templates_folder())) for path in templates_folder().rglob("*.*")}
    missing = {name for name in names - gallery.templates if not name.startswith(NO_PAGES)}
    assert missing == set(), (
        "open these by an address, or by a line in tests/gallery_states.py or tests/gallery_office.py"
    )
    assert {shown.language for shown in gallery.pages} == set(LANGUAGES)


@pytest.mark.parametrize("file", MACROS)
def test_the_style_guide_uses_every_macro(file: str) -> None:
    assert {path.stem for path in (templates_folder() / "macros").iterdir()} == set(MACROS)
    source = (templates_folder() / "macros" / f"{file}.html").read_text()
    macros = {name for name in re.findall(r"macro (\w+)\(", source) if not name.startswith("_")}
    site = templates_folder() / "site"
    guide = "".join(path.read_text() for path in [site / "styleguide.html", *site.glob("_guide_*.html")])
    frame = "".join(path.read_text() for path in (templates_folder() / "layout").iterdir())
    assert {name for name in macros - set(WRAPPERS) if not re.search(rf"\b{name}\(", guide + frame)} == set()
