"""Prepare what is made rather than written: compiled catalogues, and static files under content-hashed names.

Runs in every build (hatch_build.py) and after every change of a source (tools/bootstrap.py); where nothing changed it
does nothing. Everything it makes is ignored by git.
"""

import hashlib
import json
import os
import re
import sys
from importlib.metadata import version
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
FONT = "archivo.woff2"
FONT_CACHE = ".font.json"
# Basic Latin, Latin-1, the Polish letters, general punctuation as typeset text uses it, a few signs and arrows.
FONT_RANGES = (
    "U+0020-007E,U+00A0-017F,U+0218-021B,U+2010-2015,U+2018-201E,U+2020-2022,U+2026,U+202F,U+2030,U+2032,U+2033"
)
FONT_SIGNS = "U+2039,U+203A,U+20AC,U+2116,U+2122,U+2190-2193,U+2212,U+2215,U+2260,U+2264,U+2265"
FONT_WEIGHTS = (400, 800)
FONT_WIDTH = 100


def prepare(root: Path = ROOT) -> None:
    """Compile the catalogues and build the static files of the checkout in `root`; a missing folder is left alone."""
    compile_catalogues(root / "translations")
    static = root / "sokwms_reg" / "static"
    if (static / "src").is_dir():
        build_static(static / "src", static / "dist")


def compile_catalogues(translations: Path) -> None:
    """Write a `.mo` beside each `.po` that is newer than it; fuzzy entries are left out."""
    for source in sorted(translations.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parent.parent.name)
        compiled = BytesIO()
        write_mo(compiled, catalogue)
        _write(target, compiled.getvalue())


def build_static(source: Path, target: Path) -> dict[str, str]:
    """Copy `source` to `target` under content-hashed names; return and write the manifest of names.

    Style sheets come last: `url(name)` in them becomes the hashed name. Without the font its `@font-face` goes too,
    and the system's own letters serve.
    """
    target.mkdir(parents=True, exist_ok=True)
    manifest: dict[str, str] = {}
    font = _font(target)
    if font:
        manifest[FONT] = font
    files = [path for path in source.rglob("*") if path.is_file() and not path.name.startswith(".")]
    for path in sorted(files, key=lambda path: (path.suffix == ".css", path)):
        name = path.relative_to(source).as_posix()
        content = path.read_bytes()
        if path.suffix == ".css":
            content = _with_hashed_names(content.decode("utf-8"), manifest).encode("utf-8")
        manifest[name] = _store(content, target, name)
    _write(target / "manifest.json", (json.dumps(manifest, indent=2, sort_keys=True) + "\n").encode())
    _remove_stale(target, set(manifest.values()))
    return manifest


def _with_hashed_names(css: str, manifest: dict[str, str]) -> str:
    if FONT not in manifest:
        css = re.sub(r"@font-face\s*\{[^}]*" + re.escape(FONT) + r"[^}]*\}\s*", "", css)

    def hashed(match: re.Match[str]) -> str:
        name = match["name"]
        return f"url({manifest.get(name, name)})"

    return re.sub(r"""url\((?P<quote>["']?)(?P<name>[^"')]+)(?P=quote)\)""", hashed, css)


def _store(content: bytes, target: Path, name: str) -> str:
    stem, _, suffix = name.rpartition(".")
    hashed = f"{stem}.{hashlib.sha256(content).hexdigest()[:8]}.{suffix}"
    if not (target / hashed).exists():
        (target / hashed).parent.mkdir(parents=True, exist_ok=True)
        _write(target / hashed, content)
    return hashed


def _remove_stale(target: Path, wanted: set[str]) -> None:
    for path in target.rglob("*"):
        name = path.relative_to(target).as_posix()
        if path.is_file() and name not in {*wanted, "manifest.json", FONT_CACHE}:
            path.unlink()


def _font(target: Path) -> str | None:
    """Return the hashed name of the subset font, made anew only when font, tool or recipe changed; None if it fails."""
    try:
        key = _font_key()
        cache = target / FONT_CACHE
        known = json.loads(cache.read_text(encoding="utf-8")) if cache.exists() else {}
        if known.get("key") == key and (target / known["name"]).exists():
            return str(known["name"])
        name = _store(_subset(), target, FONT)
        _write(cache, json.dumps({"key": key, "name": name}).encode())
    except Exception as error:  # noqa: BLE001 - whatever goes wrong with the font, the site works without it
        print(f"The font was not prepared ({error}); the system's own letters serve.", file=sys.stderr)
        return None
    return name


def _font_source() -> Path:
    spec = find_spec("fontpkg_archivo")
    if spec is None or spec.origin is None:
        message = "the package fontpkg-archivo is not installed"
        raise FileNotFoundError(message)
    return Path(spec.origin).parent / "files" / "Archivo[wdth,wght].ttf"


def _font_key() -> str:
    recipe = f"{version('fonttools')} {version('brotli')} {FONT_RANGES} {FONT_SIGNS} {FONT_WEIGHTS} {FONT_WIDTH}"
    return hashlib.sha256(_font_source().read_bytes() + recipe.encode()).hexdigest()


def _subset() -> bytes:
    """Cut the font down to the letters in use, then to the width and weights in use (this order gives the least)."""
    from fontTools import subset, ttLib  # noqa: PLC0415 - half a second that most runs need not spend
    from fontTools.varLib import instancer  # noqa: PLC0415 - the same

    font = ttLib.TTFont(_font_source())
    options = subset.Options(flavor="woff2", layout_features=["kern", "liga", "mark", "mkmk", "ccmp", "locl", "tnum"])
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=subset.parse_unicodes(f"{FONT_RANGES},{FONT_SIGNS}".replace("U+", "")))
    cutter.subset(font)
    font = instancer.instantiateVariableFont(font, {"wdth": FONT_WIDTH, "wght": FONT_WEIGHTS})
    font.flavor = "woff2"
    made = BytesIO()
    font.save(made)
    return made.getvalue()


def _write(path: Path, content: bytes) -> None:
    """Replace the file whole: a server that reads it meanwhile sees the old one or the new one."""
    if path.exists() and path.read_bytes() == content:
        os.utime(path)
        return
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(content)
    draft.replace(path)


if __name__ == "__main__":
    prepare()
