"""Pages for what went wrong: a sentence in the reader's language that says what to do, and what was typed, kept."""

import logging
import traceback

from flask import Flask, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, InternalServerError, ServiceUnavailable

from sokwms_reg.core import i18n
from sokwms_reg.core.db import reason, unavailable
from sokwms_reg.core.office import OFFICE, KeptFormError, office_language
from sokwms_reg.core.sent import typed_fields

log = logging.getLogger(__name__)

RETRY_SECONDS = 15

ERRORS = {
    400: (lazy_gettext("The request cannot be read"), lazy_gettext("Please go back, reload the page and try again.")),
    403: (
        lazy_gettext("No access"),
        lazy_gettext("You do not have access to this page, or the form came from another site."),
    ),
    404: (
        lazy_gettext("There is no such page"),
        lazy_gettext("Please check the address. If a link in a message led here, please copy the whole link."),
    ),
    405: (lazy_gettext("This address is for another purpose"), lazy_gettext("Please start from the home page.")),
    410: (
        lazy_gettext("This link no longer works"),
        lazy_gettext(
            "It has been replaced or withdrawn. Please use the link in the newest message or write to the secretariat."
        ),
    ),
    413: (lazy_gettext("Too much data at once"), lazy_gettext("Please shorten the text and send the form again.")),
    422: (
        lazy_gettext("These data cannot be used"),
        lazy_gettext("Please correct the address or the form and try again."),
    ),
    429: (lazy_gettext("Too often in a short time"), lazy_gettext("Please wait a few minutes and try again.")),
    500: (
        lazy_gettext("Something went wrong on our side"),
        lazy_gettext("Nothing that was saved is lost. Please try again in a moment or write to the secretariat."),
    ),
    503: (
        lazy_gettext("The site is temporarily unavailable"),
        lazy_gettext("Please try again in a few minutes."),
    ),
}
# Whoever works in the office followed no link from a message, and is the secretariat.
OFFICE_TEXTS = {
    403: lazy_gettext("The role of this account does not include this page. The administrator assigns roles."),
    404: lazy_gettext("Please check the address, or start from the overview."),
    405: lazy_gettext("Please go back to the office and start from there."),
    500: lazy_gettext("Nothing that was saved is lost. Please try again in a moment or write to the administrator."),
}
KEPT = lazy_gettext("What was typed is kept on this page. Please send it again in a moment.")


def error_page(error: HTTPException) -> ResponseReturnValue:
    """Answer an error in the reader's language; the text never repeats what was asked for."""
    code = error.code or 500
    title, text = ERRORS.get(code, ERRORS[500 if code >= 500 else 400])  # noqa: PLR2004 - the classes of HTTP
    chosen = getattr(error, "sentence", None)
    office = f"{request.path}/".startswith(OFFICE)
    if office:
        text = OFFICE_TEXTS.get(code, text)
    again, text = _again(error, code, chosen or text)
    wait = getattr(error, "retry_after", None)
    headers = {"Retry-After": str(wait)} if isinstance(wait, int) else {}
    if allowed := getattr(error, "valid_methods", None):
        headers["Allow"] = ", ".join(sorted(allowed))
    if isinstance(error, KeptFormError):
        title, headers = error.title, error.challenge
    signed_out = code == 401  # noqa: PLR2004 - the page then leads to signing in
    words = {"title": title, "text": text, "code": code, "again": again, "signed_out": signed_out}
    return _rendered(office=office, page_error=True, **words), code, headers


def _again(error: HTTPException, code: int, text: object) -> tuple[list[tuple[str, str]], object]:
    """Return the fields that the page keeps, to be sent again, and its sentence."""
    if isinstance(error, KeptFormError):
        return error.fields, error.sentence
    again = typed_fields() if code >= 500 else []  # noqa: PLR2004 - the class of our own faults
    return again, KEPT if again else text


def _rendered(*, office: bool, **words: object) -> str:
    """Render the error; where nobody can say who asks, on the page that needs no database.

    In the office it has a menu for those who are signed in; changing the language there leads to the front page.
    """
    try:
        if not office:
            return render_template("errors/error.html", **words)
        i18n.set_language(office_language(i18n.current_language()))
        return render_template("errors/office.html", **words, office_here=OFFICE)
    except SQLAlchemyError:
        last_resort = current_app.jinja_env.get_template("errors/plain.html")
        return last_resort.render(**words, language=i18n.current_language())


def _unexpected(error: Exception) -> ResponseReturnValue:
    """Log what broke, without the request's data where people are real; answer a page that says what to do."""
    if unavailable(error):
        log.error("The database does not answer (%s).", reason(error))
        return error_page(ServiceUnavailable(retry_after=RETRY_SECONDS))
    invented = current_app.config["ENV"] == "development"
    where = "" if invented else "\n" + "".join(traceback.format_tb(error.__traceback__))
    what = type(error).__name__
    log.error("Unexpected %s in %s.%s", what, request.endpoint, where, exc_info=error if invented else None)
    return error_page(InternalServerError())


def init_errors(app: Flask) -> None:
    """Set up the pages."""
    app.register_error_handler(HTTPException, error_page)
    app.register_error_handler(Exception, _unexpected)
