"""Keep translations/ in step with the source: `update`, `merge DIRECTORY` (fragments of Polish), `check`.

The source speaks English. The English catalogue is filled by this tool with what the source says; the Polish one is
written by people. References name files without lines and the header has no dates, so that a diff shows texts only.
"""

import argparse
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import polib
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from jinja2 import TemplateSyntaxError

ROOT = Path(__file__).resolve().parent.parent
SOURCES = {"sokwms_reg", "templates"}
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "lazy": None,
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
    "lazy_pgettext": ((1, "c"), 2),
}
PLURALS = {
    "pl": "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
    "en": "nplurals=2; plural=(n != 1);",
}
FORMS = {"pl": 3, "en": 2}
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]")

Key = tuple[str | None, str]


def main() -> int:
    """Run one of the three commands; return the exit status."""
    parser = argparse.ArgumentParser(description="Keep the catalogues in step with the source.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("update", help="take up new texts, drop those that are gone")
    commands.add_parser("merge", help="fill in Polish from fragments").add_argument("folder", type=Path)
    commands.add_parser("check", help="exit 1 and say what is missing, stale or wrong")
    chosen = parser.parse_args()
    if chosen.command == "check":
        return _report(list(problems(ROOT)))
    if chosen.command == "merge":
        return _report(merge(ROOT, chosen.folder))
    update(ROOT)
    return 0


def update(root: Path) -> None:
    """Write both catalogues anew from the source, keeping the Polish that is there."""
    entries = extract(root)
    for language in PLURALS:
        path = path_of(root, language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(rendered(entries, language, known_texts(path)), encoding="utf-8")


def merge(root: Path, folder: Path) -> list[str]:
    """Fill in Polish from `folder`/*.po; return what had no place, what contradicted, what is still empty."""
    update(root)
    path = path_of(root, "pl")
    catalogue = polib.pofile(str(path), wrapwidth=0)
    wanted = {key_of(entry): entry for entry in catalogue}
    remarks: list[str] = []
    given: dict[Key, str] = {}
    for fragment in sorted(folder.glob("*.po")):
        for entry in polib.pofile(str(fragment), encoding="utf-8"):
            place = wanted.get(key_of(entry))
            if place is None:
                remarks.append(f"{fragment.name}: no such text in the source: {entry.msgid!r}")
            elif bool(place.msgid_plural) != bool(entry.msgid_plural):
                remarks.append(f"{fragment.name}: plural in one place, not in the other: {entry.msgid!r}")
            elif is_filled(entry):
                text = repr(entry.msgstr or entry.msgstr_plural)
                if given.setdefault(key_of(entry), text) != text:
                    remarks.append(f"{fragment.name}: {entry.msgid!r} is {text}, elsewhere {given[key_of(entry)]}")
                place.msgstr, place.msgstr_plural = entry.msgstr, entry.msgstr_plural
    known = {key: entry for key, entry in wanted.items() if is_filled(entry)}
    path.write_text(rendered(extract(root), "pl", known), encoding="utf-8")
    return remarks + [f"still empty: {entry.msgid!r}" for key, entry in wanted.items() if key not in known]


def problems(root: Path) -> Iterator[str]:
    """Say all that is wrong with the catalogues."""
    entries = extract(root)
    for language in PLURALS:
        path = path_of(root, language)
        name = path.relative_to(root)
        if not path.exists():
            yield f"{name}: missing; run `make catalogues`"
            continue
        text = path.read_text(encoding="utf-8")
        if text != rendered(entries, language, known_texts(path)):
            yield f"{name}: not what the source says; run `make catalogues`"
        for entry in polib.pofile(text):
            yield from (f"{name}: {remark}: {entry.msgid!r}" for remark in remarks_on(entry, FORMS[language]))


def remarks_on(entry: polib.POEntry, forms: int) -> Iterator[str]:
    """Say what is wrong with one entry of a language that has so many plural forms."""
    if "fuzzy" in entry.flags:
        yield "fuzzy"
    if not is_filled(entry) or (entry.msgid_plural and len(entry.msgstr_plural) != forms):
        yield "not translated"
        return
    if not entry.msgid_plural:
        yield from _remarks_on_text(entry.msgstr, [entry.msgid])
        return
    for form, text in entry.msgstr_plural.items():
        # The form for one may do without the number, as the English may; the others show what the plural shows.
        allowed = [entry.msgid, entry.msgid_plural] if int(form) == 0 else [entry.msgid_plural]
        yield from _remarks_on_text(text, allowed)


def _remarks_on_text(text: str, sources: list[str]) -> Iterator[str]:
    allowed = [set(PLACEHOLDER.findall(source)) for source in sources]
    if set(PLACEHOLDER.findall(text)) not in allowed:
        yield f"placeholders differ in {text!r}"
    elif any(allowed):
        try:
            text % defaultdict(int)
        except (ValueError, TypeError):
            yield f"a stray per cent sign (write %%) in {text!r}"


def extract(root: Path) -> dict[Key, polib.POEntry]:
    """Return every text of the source, in the order of files and texts."""
    with (root / "pyproject.toml").open("rb") as file:
        mappings = tomllib.load(file)["tool"]["babel"]["mappings"]
    methods = [(mapping["pattern"], mapping["method"]) for mapping in mappings]
    options = {
        mapping["pattern"]: {name: str(value) for name, value in mapping.items() if name not in {"pattern", "method"}}
        for mapping in mappings
    }
    found: dict[Key, polib.POEntry] = {}
    reading: list[str] = []
    messages = extract_from_dir(
        root,
        methods,
        options,
        KEYWORDS,
        callback=lambda file, _method, _options: reading.append(file),
        directory_filter=lambda folder: _is_source(root, folder),
    )
    try:
        for file_name, _line, message, _comments, context in messages:
            _take_up(found, Path(file_name).as_posix(), message, context)
    except TemplateSyntaxError as error:
        sys.exit(f"{reading[-1]}:{error.lineno}: {error.message}")
    return dict(sorted(found.items(), key=lambda item: (min(item[1].occurrences), item[0][1], item[0][0] or "")))


def _is_source(root: Path, folder: str | Path) -> bool:
    parts = Path(folder).relative_to(root).parts if Path(folder).is_absolute() else Path(folder).parts
    return parts[0] in SOURCES and "__pycache__" not in parts


def _take_up(found: dict[Key, polib.POEntry], file: str, message: str | tuple[str, ...], context: str | None) -> None:
    singular, plural = (message, "") if isinstance(message, str) else (message[0], message[1])
    if not singular:
        return
    entry = found.setdefault((context, singular), polib.POEntry(msgid=singular, msgctxt=context))
    entry.msgid_plural = entry.msgid_plural or plural
    if (file, "") not in entry.occurrences:
        entry.occurrences.append((file, ""))
    if PLACEHOLDER.search(singular + plural) and "python-format" not in entry.flags:
        entry.flags.append("python-format")


def known_texts(path: Path) -> dict[Key, polib.POEntry]:
    """Return the translations in a catalogue, without fuzzy and obsolete ones; none where there is no file."""
    if not path.exists():
        return {}
    entries = polib.pofile(path.read_text(encoding="utf-8"))
    return {key_of(entry): entry for entry in entries if not entry.obsolete and "fuzzy" not in entry.flags}


def rendered(entries: dict[Key, polib.POEntry], language: str, known: dict[Key, polib.POEntry]) -> str:
    """Return the catalogue as text: English says what the source says, Polish what is known."""
    catalogue = polib.POFile(wrapwidth=0)
    catalogue.header = "Made by tools/catalogues.py. Polish texts are written here, all else by the tool."
    catalogue.metadata = {
        "Project-Id-Version": "sokwms-reg",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
    }
    for key, source in entries.items():
        entry = polib.POEntry(
            msgid=source.msgid,
            msgctxt=source.msgctxt,
            occurrences=sorted(source.occurrences),
            flags=list(source.flags),
        )
        given = source_text(source) if language == "en" else known.get(key, polib.POEntry())
        if source.msgid_plural:
            entry.msgid_plural = source.msgid_plural
            entry.msgstr_plural = {form: given.msgstr_plural.get(form, "") for form in range(FORMS[language])}
        else:
            entry.msgstr = given.msgstr
        catalogue.append(entry)
    return str(catalogue).rstrip("\n") + "\n"


def source_text(source: polib.POEntry) -> polib.POEntry:
    """Return the text of the source as its own translation."""
    return polib.POEntry(msgstr=source.msgid, msgstr_plural={0: source.msgid, 1: source.msgid_plural})


def key_of(entry: polib.POEntry) -> Key:
    """Return what tells entries apart."""
    return entry.msgctxt, entry.msgid


def is_filled(entry: polib.POEntry) -> bool:
    """Tell whether every form of the entry has a text."""
    if entry.msgid_plural:
        return bool(entry.msgstr_plural) and all(entry.msgstr_plural.values())
    return bool(entry.msgstr)


def path_of(root: Path, language: str) -> Path:
    """Return where a language's catalogue stands."""
    return root / "translations" / language / "LC_MESSAGES" / "messages.po"


def _report(lines: list[str]) -> int:
    for line in lines:
        print(line)
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
