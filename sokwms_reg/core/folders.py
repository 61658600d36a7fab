"""Where templates, catalogues and the instance folder are: beside the package in a checkout, inside it in a wheel."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def _beside_or_inside(name: str) -> Path:
    """Prefer the checkout's folder: an editable install then shows an edited template at the next start."""
    beside = PACKAGE.parent / name
    return beside if (PACKAGE.parent / "pyproject.toml").is_file() and beside.is_dir() else PACKAGE / name


def templates_folder() -> Path:
    """Return the folder of the Jinja templates."""
    return _beside_or_inside("templates")


def translations_folder() -> Path:
    """Return the folder of the gettext catalogues."""
    return _beside_or_inside("translations")


def default_instance() -> Path:
    """Return `instance/` of the checkout, or of the working directory when installed from a wheel."""
    root = PACKAGE.parent if (PACKAGE.parent / "pyproject.toml").is_file() else Path.cwd()
    return root / "instance"
