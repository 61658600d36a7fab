"""The edition files that come with the product: four real editions and a demonstration."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "shipped"


def shipped() -> list[tuple[str, str]]:
    """Return slug and text of each file, in the order of their slugs."""
    return [(path.stem, path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.toml"))]
