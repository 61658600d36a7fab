"""Signing in and out: what it answers, and what it does not give away."""

import re

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from sokwms_reg.accounts.models import User
from sokwms_reg.accounts.service import deactivate
from sokwms_reg.app import create_app
from sokwms_reg.core.clock import now
from sokwms_reg.core.config import Config
from tests.accounts.conftest import COMMAND, EMAIL, PASSWORD, Person, Saving


def test_the_right_password_opens_the_office(person: Person) -> None:
    answer = person.sign_in()
    assert (answer.status_code, answer.location) == (302, "/office/")
    assert person.is_inside()


def test_the_address_may_be_typed_in_any_case(person: Person) -> None:
    assert person.sign_in(email=f" {EMAIL.upper()}".strip()).status_code == 302


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (EMAIL, "wrong password here"),
        ("nobody@example.org", PASSWORD),
        (EMAIL, ""),
        ("", PASSWORD),
        ("no address", "x"),
        (EMAIL, "x" * 5000),
    ],
)
def test_what_is_wrong_is_not_said(person: Person, email: str, password: str) -> None:
    answer = person.sign_in(email=email, password=password)
    assert answer.status_code == 422
    summary = re.findall(r"<li>(.*?)</li>", answer.text.split('role="alert"')[1].split("</div>")[0])
    assert summary == ["The e-mail address or the password is wrong. Please check both and try again."]
    assert "<title>Error:" in answer.text
    assert not person.is_inside()


def test_a_closed_account_does_not_open_and_sessions_end(anna: int, person: Person, saving: Saving) -> None:
    person.sign_in()
    assert person.is_inside()
    with saving() as session:
        deactivate(session, session.get_one(User, anna), COMMAND, now())
    assert not person.is_inside()
    answer = person.sign_in()
    assert answer.status_code == 422
    assert "The e-mail address or the password is wrong. Please check both and try again." in answer.text


def test_a_page_that_needs_sign_in_leads_back_to_itself(person: Person) -> None:
    answer = person.open("/office/account/passkeys")
    assert answer.location == "/office/login?next=/office/account/passkeys"
    person.open(answer.location)
    answer = person.send("/office/login", email=EMAIL, password=PASSWORD, next="/office/account/passkeys")
    assert answer.location == "/office/account/passkeys"


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_led_to_another_site(person: Person, address: str) -> None:
    person.open("/office/login")
    answer = person.send("/office/login", email=EMAIL, password=PASSWORD, next=address)
    assert answer.status_code in {302, 422}
    if answer.location:  # a browser reads this as a path of ours
        assert answer.location == "/%5Cevil.example"


@pytest.mark.usefixtures("anna")
def test_a_form_without_its_token_is_refused_with_a_page(client: FlaskClient) -> None:
    answer = client.post("/office/login", data={"email": EMAIL, "password": PASSWORD})
    assert answer.status_code == 400
    assert "<h1>" in answer.text


def test_the_cookie_is_out_of_reach(person: Person) -> None:
    cookie = person.sign_in().headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/office" in cookie
    assert "Expires" not in cookie


def test_behind_tls_the_cookie_keeps_to_it(settings: dict[str, str]) -> None:
    made = create_app(Config.from_environment(settings | {"SOKWMS_BASE_URL": "https://localhost"}))
    assert made.config["SESSION_COOKIE_SECURE"]


def test_a_link_to_sign_out_only_asks(person: Person) -> None:
    person.sign_in()
    answer = person.open("/office/logout")
    assert answer.status_code == 200
    assert person.is_inside()
    answer = person.send("/office/logout")
    assert answer.location == "/office/login"
    assert not person.is_inside()
    assert person.open("/office/logout").location == "/office/login"


def test_signing_out_needs_the_token(person: Person) -> None:
    person.sign_in()
    assert person.client.post("/office/logout").status_code == 400
    assert person.is_inside()


def test_nobody_is_remembered_on_a_device(person: Person) -> None:
    person.open("/office/login")
    answer = person.send("/office/login", email=EMAIL, password=PASSWORD, remember="y")
    assert not [cookie for cookie in answer.headers.getlist("Set-Cookie") if cookie.startswith("remember")]


def test_there_is_no_other_way_in(app: Flask) -> None:
    opened = {
        rule.endpoint.partition(".")[2] for rule in app.url_map.iter_rules() if rule.endpoint.startswith("security.")
    }
    assert opened == {
        *("login", "logout", "forgot_password", "reset_password", "change_password", "verify"),
        *("two_factor_setup", "two_factor_setup_validate", "two_factor_token_validation", "two_factor_rescue"),
        *("tf_select", "mf_recovery", "mf_recovery_codes"),
        *("wan_register", "wan_register_response", "wan_delete"),
        *("wan_signin", "wan_signin_response", "wan_verify", "wan_verify_response"),
    }


def test_nobody_gets_a_token_by_json(person: Person) -> None:
    answer = person.client.post("/office/login?include_auth_token=1", json={"email": EMAIL, "password": PASSWORD})
    assert answer.status_code == 400
    assert not answer.is_json


def test_the_stored_hash_has_our_parameters(anna: int, app: Flask, saving: Saving) -> None:
    with saving() as session:
        stored = session.get_one(User, anna).password
    security = app.extensions["security"]
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert security.pwd_context.hash(PASSWORD).startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert not security.pwd_context.needs_update(stored)


def test_a_hash_with_other_parameters_still_opens(anna: int, person: Person, saving: Saving) -> None:
    """Signing in writes nothing, so it cannot fail because a session may not."""
    with saving() as session:
        session.get_one(User, anna).password = PasswordHasher(time_cost=1, memory_cost=8192).hash(PASSWORD)
    assert person.sign_in().status_code == 302
