"""Signing in to the office: Flask-Security, set up our way.

Forms of the office carry the session's CSRF token. It is checked here for all of Flask-Security's addresses before
anything else happens, as `core.office` does for the office's own; the application-wide check is off
(WTF_CSRF_CHECK_DEFAULT), because public forms have a token of another kind.
"""

from http import HTTPStatus
from typing import Any, cast
from urllib.parse import urlsplit

from flask import (
    Flask,
    Response,
    abort,
    after_this_request,
    current_app,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_security import RoleMixin, Security, SQLAlchemyUserDatastore, Totp, UserMixin, WebauthnUtil
from flask_wtf import FlaskForm
from passlib.totp import TotpMatch
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from sokwms_reg.accounts import forms
from sokwms_reg.accounts.emails import OutboxMail
from sokwms_reg.accounts.models import User, WebAuthn
from sokwms_reg.accounts.office.history import keep_history
from sokwms_reg.accounts.office.limiting import forgive_who_signs_in, refuse_too_often
from sokwms_reg.accounts.office.settings import security_settings
from sokwms_reg.core import i18n
from sokwms_reg.core.db import begin_writing, db
from sokwms_reg.core.office import choose_language, csrf, office_language
from sokwms_reg.core.web import preferred_language

BLUEPRINT = "security"
# They write nothing, and argon2 or a passkey's device must not keep other writers waiting.
READING_POSTS = {"security.login", "security.logout", "security.wan_signin", "security.wan_verify"}


class OneTimeCodes(Totp):
    """Codes that are good once: the time step of the last one accepted is kept with the account."""

    def get_last_counter(self, user: UserMixin) -> int | None:
        """Return the time step of the last code that was accepted."""
        return cast("User", user).tf_last_counter

    def set_last_counter(self, user: UserMixin, tmatch: TotpMatch) -> None:
        """Keep the time step, saved with the request that used the code."""
        cast("User", user).tf_last_counter = tmatch.counter


class Passkeys(WebauthnUtil):
    """What we ask of a passkey: instead of a password it must know its bearer, so that it makes two factors alone."""

    def origin(self) -> str:
        """Return the address that the browser sees: behind a proxy only the settings know that it is https."""
        return f"{urlsplit(current_app.config['BASE_URL']).scheme}://{request.host}"

    def authenticator_selection(self, user: UserMixin, usage: str) -> AuthenticatorSelectionCriteria:
        """Take any device, in the computer or beside it."""
        del user
        if usage == "first":
            return AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            )
        return AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED,
            user_verification=UserVerificationRequirement.DISCOURAGED,
        )

    def user_verification(self, user: UserMixin | None, usage: list[str]) -> UserVerificationRequirement:
        """Ask for PIN or fingerprint where the passkey replaces the password."""
        del user
        return UserVerificationRequirement.REQUIRED if usage == ["first"] else UserVerificationRequirement.DISCOURAGED


def init_accounts(app: Flask) -> None:
    """Set up signing in; needs `core.web`, the database and `core.office.csrf` set up before."""
    app.config.update(security_settings(app.config["SECRET_KEY"]))
    security = Security(
        app,
        SQLAlchemyUserDatastore(db, User, RoleMixin, WebAuthn),
        mail_util_cls=OutboxMail,
        totp_cls=OneTimeCodes,
        webauthn_util_cls=Passkeys,
        login_form=forms.SignInForm,
        verify_form=forms.ConfirmForm,
        forgot_password_form=forms.ForgottenForm,
        reset_password_form=forms.NewPasswordForm,
        change_password_form=forms.OtherPasswordForm,
        two_factor_verify_code_form=forms.CodeForm,
        two_factor_select_form=forms.SecondStepForm,
        two_factor_rescue_form=forms.RescueForm,
        two_factor_setup_form=forms.SetupForm,
        mf_recovery_form=forms.RecoveryForm,
        wan_register_form=forms.PasskeyForm,
        render_template=render,
    )
    security.want_json(lambda _request: False)
    security.context_processor(_page_words)
    app.before_request(_start)
    app.after_request(_keep)
    app.teardown_request(_let_go)
    keep_history(app)
    forgive_who_signs_in(app)


def _start() -> ResponseReturnValue | None:
    """Before each of Flask-Security's pages: its language, the CSRF token, the limits, the way to write."""
    if request.blueprint != BLUEPRINT:
        return None
    _choose_language()
    if request.is_json:
        abort(HTTPStatus.BAD_REQUEST)  # Flask-Security would take it for a form, and break where it is no object
    csrf.protect()
    if request.endpoint == "security.logout" and request.method != "POST":
        return _ask_before_leaving()
    refused = refuse_too_often()
    if refused is None and _writes():
        begin_writing()
    return refused


def _writes() -> bool:
    return request.blueprint == BLUEPRINT and request.method == "POST" and request.endpoint not in READING_POSTS


def _keep(response: Response) -> Response:
    """Commit what Flask-Security did; it does so itself but for the mail with a link for a new password."""
    if _writes() and response.status_code < HTTPStatus.BAD_REQUEST:
        db.session.commit()
    return response


def _let_go(_error: BaseException | None) -> None:
    """End what a refused form or an error left open, so that the next writer does not wait for it."""
    if request.blueprint == BLUEPRINT:
        db.session.rollback()


def _ask_before_leaving() -> ResponseReturnValue:
    """Answer a link to sign out with the question, because a GET changes nothing."""
    if not current_user.is_authenticated:
        return redirect(url_for("security.login"))
    return render_template("security/logout_user.html")


def _choose_language() -> None:
    """Take `?lang=` before sign-in, which holds for the session; else the account's language or the browser's."""
    wanted = request.args.get("lang", "")
    if wanted in i18n.LANGUAGES and not current_user.is_authenticated:
        choose_language(wanted)
    i18n.set_language(office_language(preferred_language()))


def _page_words() -> dict[str, object]:
    """Return what the layout of the pages before sign-in wants: the languages to choose from."""
    if current_user.is_authenticated or request.method != "GET":
        return {}
    here = dict(request.view_args or {})
    if "next" in request.args:  # nothing else of the address: url_for would take it for orders of its own
        here["next"] = request.args["next"]
    return {
        "office_languages": [
            {
                "text": name,
                "code": code,
                "url": url_for(str(request.endpoint), **{**here, "lang": code}),
                "current": code == i18n.current_language(),
            }
            for code, name in i18n.LANGUAGE_NAMES.items()
        ]
    }


def render(template: str, **words: Any) -> str:  # noqa: ANN401 - what Flask-Security gives its pages
    """Render one of its pages; 422 with a summary where a form was refused."""
    refused = [word for word in words.values() if isinstance(word, FlaskForm) and word.errors]
    failed = request.method == "POST" and bool(refused)
    for form in refused:
        form.form_errors = list(dict.fromkeys(form.form_errors))  # one generic sentence is enough
    if failed:
        after_this_request(_as_refused)
    return render_template(template, **words, page_error=failed)


def _as_refused(response: Response) -> Response:
    response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    return response
