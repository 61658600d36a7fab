"""Every page of the room in both languages, and the mails."""

from datetime import UTC, datetime

import pytest
from flask import Flask, render_template
from flask_babel import gettext
from flask_security import MfRecoveryCodesForm
from flask_wtf import FlaskForm

from sokwms_reg.accounts import forms
from sokwms_reg.accounts.emails import letter
from sokwms_reg.accounts.models import User
from sokwms_reg.accounts.office.messages import MESSAGES
from sokwms_reg.core.folders import templates_folder
from sokwms_reg.core.i18n import LANGUAGES, catalogue, speaking
from tests.accounts.conftest import EMAIL, PASSWORD, Person, Saving

pytestmark = pytest.mark.pages

PAGES = sorted(path.name for path in (templates_folder() / "security").glob("[!_]*.html"))
KINDS = ("reset_instructions", "reset_notice", "change_notice")


def _user(language: str) -> User:
    return User(
        id=1,
        email=EMAIL,
        name="Anna Kowalska",
        language=language,
        fs_uniquifier="u",
        created_at=datetime(2026, 11, 22, tzinfo=UTC),
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_renders(app: Flask, page: str, language: str) -> None:
    with app.test_request_context("/office/login?next=/office/"), speaking(language):
        made: dict[str, FlaskForm] = {
            "login_user_form": forms.SignInForm(),
            "forgot_password_form": forms.ForgottenForm(),
            "reset_password_form": forms.NewPasswordForm(),
            "change_password_form": forms.OtherPasswordForm(),
            "verify_form": forms.ConfirmForm(user=_user(language)),
            "two_factor_setup_form": forms.SetupForm(),
            "two_factor_verify_code_form": forms.CodeForm(),
            "two_factor_select_form": forms.SecondStepForm(),
            "mf_recovery_form": forms.RecoveryForm(),
            "mf_recovery_codes_form": MfRecoveryCodesForm(),
            "wan_register_form": forms.PasskeyForm(),
        }
        words = {
            "reset_password_token": "t",
            "choices": ["disable", "authenticator"],
            "has_webauthn_verify_credential": True,
            "recovery_codes": ["aaaa-bbbb"],
            "registered_credentials": [{"name": "klucz", "usage": "first"}],
            "wan_signin_form": FlaskForm(),
        }
        html = render_template(f"security/{page}", **made, **words)
    assert f'<html lang="{language}">' in html
    assert 'name="csrf_token"' in html
    assert " style=" not in html
    assert "<script>" not in html


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_mail_renders(app: Flask, kind: str, language: str) -> None:
    with app.test_request_context("/"):
        made = letter(_user(language), kind, "token" if kind == "reset_instructions" else "")
    assert made.subject
    assert "\n" not in made.subject
    assert "http://localhost/office/reset" in made.text
    assert "http://localhost/office/reset" in made.html
    assert f'lang="{language}"' in made.html


def test_every_sentence_takes_its_values(app: Flask) -> None:
    values = {"within": "24 hours", "length": 12, "email": EMAIL, "name": "key"}
    with app.test_request_context("/"):
        for name, (text, kind) in MESSAGES.items():
            assert "%(" not in gettext(text, **values), name
            assert kind in {"ok", "info", "err"}, name


def language_of(person: Person) -> str:
    return person.page.split('<html lang="')[1][:2]


def test_the_language_chosen_before_sign_in_holds_until_another_is_chosen(
    person: Person, saving: Saving, anna: int
) -> None:
    def language() -> str:
        return language_of(person)

    person.open("/office/login")
    assert language() == "en"
    person.open("/office/login?lang=pl")
    assert language() == "pl"
    assert 'href="/office/login?lang=en"' in person.page
    person.open("/office/reset")
    assert language() == "pl"
    person.open("/office/reset?lang=de")
    assert language() == "pl"
    person.send("/office/login", email=EMAIL, password=PASSWORD)
    for address in ("/office/account/password", "/office/", "/office/account/password?lang=en"):
        person.open(address)
        assert language() == "pl"
    with saving() as session:
        assert session.get_one(User, anna).language == "en", "signing in writes nothing"
    person.send("/office/language", language="en")
    person.open("/office/account/password")
    assert language() == "en"


def test_without_a_choice_the_language_is_the_accounts(person: Person, saving: Saving, anna: int) -> None:
    with saving() as session:
        session.get_one(User, anna).language = "pl"
    person.sign_in()
    person.open("/office/account/password")
    assert language_of(person) == "pl"
    with saving() as session:
        session.get_one(User, anna).language = "en"
    person.open("/office/account/password")
    assert language_of(person) == "en"


def test_the_browsers_language_counts_first(person: Person) -> None:
    page = person.client.get("/office/login", headers={"Accept-Language": "pl-PL,pl;q=0.9,en;q=0.8"}).text
    assert '<html lang="pl">' in page


def test_flask_security_speaks_our_catalogue(app: Flask) -> None:
    domain = app.extensions["security"].i18n_domain
    text = MESSAGES["GENERIC_AUTHN_FAILED"][0]
    for language in LANGUAGES:
        with app.test_request_context("/"), speaking(language):
            assert domain.gettext(text) == catalogue(language).ugettext(text)
