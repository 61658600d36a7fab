"""Static files under content-hashed names: a name never changes its bytes, so browsers may keep them for ever."""

import json
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, abort, send_from_directory, url_for

from sokwms_reg.core.cache import kept_for_ever
from sokwms_reg.core.folders import PACKAGE

STATIC = PACKAGE / "static" / "dist"
A_YEAR = 31_536_000


@lru_cache(maxsize=1)
def _read_manifest(path: Path, changed_ns: int) -> dict[str, str]:
    del changed_ns  # part of the key: files prepared anew are seen without a restart
    manifest: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return manifest


def manifest() -> dict[str, str]:
    """Return the hashed name of each source name; empty when static files were never prepared."""
    path = STATIC / "manifest.json"
    try:
        return _read_manifest(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        return {}


def asset_exists(name: str) -> bool:
    """Tell whether a file was prepared; the font may be missing, then the system's own serves."""
    return name in manifest()


def asset(name: str) -> str:
    """Return the address of a static file by its source name."""
    return url_for("static", filename=manifest().get(name, name))


def init_assets(app: Flask) -> None:
    """Serve `/static/<name>` from the prepared files only."""

    @kept_for_ever
    def static(filename: str) -> Response:
        if filename not in manifest().values():
            abort(404)
        response = send_from_directory(STATIC, filename, max_age=A_YEAR)
        response.cache_control.public = True
        response.cache_control.immutable = True
        return response

    app.add_url_rule("/static/<filename>", endpoint="static", view_func=static)
    app.jinja_env.globals.update(asset=asset, asset_exists=asset_exists)
