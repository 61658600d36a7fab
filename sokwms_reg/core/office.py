"""The office's frame. A blueprint is made here or not at all, so no page can be opened by forgetting a decorator."""

from collections.abc import Callable
from typing import ClassVar
from urllib.parse import quote, urlencode

from flask import Blueprint, Flask, Response, abort, current_app, redirect, request, session, url_for
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_login import current_user
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from sokwms_reg.core import i18n
from sokwms_reg.core.sent import own_post, typed_fields

csrf = CSRFProtect()
OFFICE = "/office/"
LANGUAGE_KEY = "office_language"
_TOKEN = "csrf_token"  # noqa: S105 - the name of a field

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


class KeptFormError(HTTPException):
    """A form that cannot be taken in this session: answered by a page that keeps its fields and sends them again.

    Where the browser says that a page of ours has sent the form, the fields carry the token of the present session, so
    that one press sends it. That borrows no authority: the deed still needs the press of whoever is signed in then, on
    a page that no other site can frame (frame-ancestors 'none') or read (one origin). A form of another site never
    gets here with a token, since Origin and Sec-Fetch-Site are the browser's word, which no page can alter; and where
    a browser says neither, a token that does not fit is refused as it always was.
    """

    title: ClassVar[object]
    sentence: ClassVar[object]
    challenge: ClassVar[dict[str, str]] = {}

    def __init__(self, fields: list[tuple[str, str]]) -> None:
        super().__init__()
        kept = [(name, value) for name, value in fields if name != _TOKEN]
        self.fields = [*kept, (_TOKEN, generate_csrf())] if own_post() else kept


class SignedOutError(KeptFormError):
    """Nobody is signed in any more: 401. HTTP demands a challenge; no browser knows this one, and shows the page."""

    code = 401
    title = lazy_gettext("The session has ended")
    sentence = lazy_gettext(
        "Nothing typed is lost: it is kept on this page. Please sign in in a new tab, come back here and send it again."
    )
    challenge: ClassVar[dict[str, str]] = {"WWW-Authenticate": 'Form realm="office"'}


class OtherSessionError(KeptFormError):
    """Somebody has signed in since the form was opened: 400, as for any token that does not fit."""

    code = 400
    title = lazy_gettext("The form was opened before the last sign-in")
    sentence = lazy_gettext("Nothing typed is lost: it is kept on this page. Please send it again.")


class FileTooLargeError(RequestEntityTooLarge):
    """An uploaded file is larger than its page allows: 413."""

    def __init__(self, megabytes: int) -> None:
        super().__init__()
        self.sentence = lazy_gettext(
            "The file is larger than %(most)s MB. Nothing of it was kept. Please go back and choose a smaller one.",
            most=megabytes,
        )


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


def office_blueprint(name: str, import_name: str, *, permission: str, megabytes: int = 0) -> Blueprint:
    """Return a blueprint under `/office`, closed to everyone without `permission` in the edition of its address.

    Foreign and missing editions answer alike (404), so that the office tells nobody which exist. Forms are checked
    by the session's CSRF token. A form whose session has ended is given back (KeptFormError). Where files are taken,
    `megabytes` says how large one may be; strangers send no more than to any other page.
    """
    blueprint = Blueprint(name, import_name, url_prefix="/office")

    def check() -> ResponseReturnValue | None:
        if not current_user.is_authenticated:
            if fields := typed_fields():
                raise SignedOutError(fields)
            return redirect(url_for("security.login", next=request.full_path.rstrip("?")))
        i18n.set_language(office_language(i18n.current_language()))
        slug = (request.view_args or {}).get("slug")
        if not allowed(permission, slug):
            abort(404 if slug else 403)
        if megabytes:
            _admit_file(megabytes)
        _demand_token()
        return None

    blueprint.before_request(check)
    return blueprint


def _admit_file(megabytes: int) -> None:
    """Let one file of this size come, and the form around it."""
    request.max_content_length = (megabytes + 1) * 1024 * 1024
    try:
        request.form.get(_TOKEN)
    except RequestEntityTooLarge as error:
        raise FileTooLargeError(megabytes) from error


def _demand_token() -> None:
    """Refuse a form without this session's token: 400, with what was typed where a page of ours has sent it."""
    try:
        csrf.protect()
    except CSRFError as error:
        if own_post() and (fields := typed_fields()):
            raise OtherSessionError(fields) from error
        raise


def require(permission: str, slug: str | None) -> None:
    """Demand more than the blueprint does, before a page changes something: 403."""
    if not allowed(permission, slug):
        abort(403)
