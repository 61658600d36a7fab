"""The form at hand as it was sent: whose page it came from, as the browser says, and what was typed on it."""

from urllib.parse import urlsplit

from flask import current_app, request
from werkzeug.exceptions import HTTPException

SECRET = {
    *("password", "password_confirm", "current_password", "new_password", "new_password_confirm"),
    *("code", "passcode", "credential"),
}


def foreign_post() -> bool:
    """Tell whether another site has sent this form, as its browser says."""
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return False
    if request.headers.get("Sec-Fetch-Site", "").strip().lower() == "cross-site":
        return True
    origin = request.headers.get("Origin")
    return origin is not None and not _ours(origin)


def own_post() -> bool:
    """Tell whether the browser says that a page of ours has sent this form; False where it says nothing."""
    if request.method != "POST" or foreign_post():
        return False
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        return site.strip().lower() == "same-origin"
    return origin is not None and _ours(origin)


def _ours(origin: str) -> bool:
    hosts = {request.host.lower(), urlsplit(str(current_app.config["BASE_URL"])).netloc.lower()}
    return origin.lower().partition("://")[2] in hosts


def typed_fields() -> list[tuple[str, str]]:
    """Return the fields of the form that could not be taken, to be sent again; of another site's form none.

    A form with a secret is not repeated on a page: its owner types it again.
    """
    if request.method != "POST" or foreign_post():
        return []
    try:
        fields = list(request.form.items(multi=True))
    except HTTPException:  # too large or unreadable: there is nothing to keep
        return []
    return [] if SECRET & {name for name, _value in fields} else fields
