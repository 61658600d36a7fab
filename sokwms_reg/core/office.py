"""The office's frame. A blueprint is made here or not at all, so no page can be opened by forgetting a decorator."""

from collections.abc import Callable

from flask import Blueprint, Flask, Response, abort, current_app, redirect, request, url_for
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFProtect

from sokwms_reg.core import i18n

csrf = CSRFProtect()
OFFICE = "/office/"

# `(user id, slug of the edition or None, permission) -> allowed`; editions provide it.
Authorise = Callable[[int, str | None, str], bool]
_AUTHORISE = "sokwms_authorise"


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
        i18n.set_language(current_user.language)
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
