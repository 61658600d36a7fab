"""Documents: typst templates of `templates/pdf/`, compiled in this process to tagged PDF (PDF/UA-1).

Everything that a document says is handed over as data (`sys.inputs`), never pasted into the template's source: nothing
that somebody typed can be taken for markup.
"""

import json
import logging
import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sokwms_reg.core.assets import STATIC, manifest
from sokwms_reg.core.bilingual import Bilingual
from sokwms_reg.core.folders import templates_folder
from sokwms_reg.core.i18n import current_language
from sokwms_reg.core.templates import bind, environment

if TYPE_CHECKING:
    from typst import Fonts

log = logging.getLogger(__name__)

CONTENT_TYPE = "application/pdf"
_PARCELS = re.compile(r"<symbol[^>]*>(.*)</symbol>", re.DOTALL)
_STRIP = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 78 1600 176">'
_LIT = '<path fill="#f0a81c" stroke="#083f4a" stroke-width="4" stroke-linejoin="round" d="{}"/>'


def pdf(template: str, values: Mapping[str, object], now: datetime) -> bytes:
    """Return a document in `core.i18n.current_language()`; `values` is what JSON can carry, `now` its date.

    PDF/UA forbids a letter that no font has. Such a document is made without that promise: its reader sees a box in
    the letter's place, and the text that is copied or read aloud is still whole.
    """
    import typst  # noqa: PLC0415 - loaded where it is used: most pages never make a document

    given = {"values": json.dumps({**values, "language": current_language()})}
    folder = templates_folder() / "pdf"

    def compiled(standard: Literal["ua-1"] | None, inputs: dict[str, str]) -> bytes:
        # This function forgets what it has made after each call; an object of typst.Compiler grows without end.
        return typst.compile(
            folder / template,
            root=folder,
            font_paths=_fonts(),
            ignore_system_fonts=True,  # those of _fonts() hold them already
            format="pdf",
            sys_inputs=inputs,
            pdf_standards=standard,
            timestamp=now,
        )

    try:
        return compiled("ua-1", given)
    except typst.TypstError:
        log.info("a document was made without PDF/UA: %s", template)
        return compiled(None, {**given, "missing_letters": "yes"})


@cache
def _fonts() -> "Fonts":
    """Return Archivo, the letters of the site; for what it lacks, the machine's fonts and those that typst brings."""
    from typst import Fonts  # noqa: PLC0415 - as above

    found = find_spec("fontpkg_archivo")
    folders = [Path(found.origin).parent / "files"] if found is not None and found.origin else []
    return Fonts(font_paths=[folder for folder in folders if folder.is_dir()])


def passage(text: Bilingual) -> dict[str, str]:
    """Return a text with the language that it is really in, which a reader's voice needs to know."""
    shown = text.get(current_language())
    return {"text": bind(shown.text) if shown.language == "pl" else shown.text, "language": shown.language}


def mosaic_strip(number: int) -> str:
    """Return the site's mosaic as an SVG, with an edition's parcel lit; "" where static files were not prepared."""
    try:
        drawing = (STATIC / manifest()["mosaic.svg"]).read_text(encoding="utf-8")
    except (KeyError, OSError):
        return ""
    found = _PARCELS.search(drawing)
    lit = environment().get_template("macros/drawing.html").module.edition_parcel(number)  # type: ignore[attr-defined]
    return f"{_STRIP}{found[1]}{_LIT.format(lit)}</svg>" if found else ""
