"""The office's frame. A blueprint is made here or not at all, so no page can be opened by forgetting a decorator."""

from collections.abc import Callable
from urllib.parse import quote, urlencode

from flask import Blueprint, Flask, Response, abort, current_app, redirect, request, session, url_for
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFProtect

from sokwms_reg.core import i18n

csrf = CSRFProtect()
OFFICE = "/office/"
LANGUAGE_KEY = "office_language"

# `(user id, slug of the edition or None, permission) -> allowed`; editions provide it.
Authorise = Callable[[int, str | None, str], bool]
_AUTHORISE = "sokwms_authorise"


def office_language(otherwise: str) -> str:
    """Return the language of the office: chosen at the door of this session, or the account's, or `otherwise`."""
    chosen = session.get(LANGUAGE_KEY)
    if chosen in i18n.LANGUAGES:
        return str(chosen)
    return str(current_user.language) if current_user.is_authenticated else otherwise


def choose_language(language: str) -> None:
    """Keep a language for this session, where it wins over the account's."""
    session[LANGUAGE_KEY] = language


def forget_chosen_language() -> None:
    """Let the account's language count again."""
    session.pop(LANGUAGE_KEY, None)


def tidy_address() -> str | None:
    """Return this page's address without parameters that are empty; None where there are none of these.

    A form of filters sends all its fields, whether or not something was chosen.
    """
    given = list(request.args.items(multi=True))
    kept = [(name, value) for name, value in given if value.strip()]
    if len(kept) == len(given):
        return None
    return quote(request.path) + (f"?{urlencode(kept)}" if kept else "")


class OfficeSessions(SecureCookieSessionInterface):
    """A session for the office only: public pages neither set a cookie nor depend on one, whatever a library asks."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Keep the session of an office page; forget any other."""
        if request.path.startswith(OFFICE):
            super().save_session(app, session, response)


def provide_authorisation(app: Flask, authorise: Authorise) -> None:
    """Make `authorise` the judge of every office page."""
    app.extensions[_AUTHORISE] = authorise


def allowed(permission: str, slug: str | None) -> bool:
    """Tell whether the signed-in person may do this in the edition (or in any, where no slug is given)."""
    judge: Authorise = current_app.extensions[_AUTHORISE]
    return bool(current_user.is_authenticated and judge(int(current_user.id), slug, permission))


def office_blueprint(name: str, import_name: str, *, permission: str) -> Blueprint:
    """Return a blueprint under `/office`, closed to everyone without `permission` in the edition of its address.

    Foreign and missing editions answer alike (404), so that the office tells nobody which exist. Forms are checked
    by the session's CSRF token.
    """
    blueprint = Blueprint(name, import_name, url_prefix="/office")

    def check() -> ResponseReturnValue | None:
        if not current_user.is_authenticated:
            return redirect(url_for("security.login", next=request.full_path.rstrip("?")))
        i18n.set_language(office_language(i18n.current_language()))
        slug = (request.view_args or {}).get("slug")
        if not allowed(permission, slug):
            abort(404 if slug else 403)
        csrf.protect()
        return None

    blueprint.before_request(check)
    return blueprint


def require(permission: str, slug: str | None) -> None:
    """Demand more than the blueprint does, before a page changes something: 403."""
    if not allowed(permission, slug):
        abort(403)
