"""The second step: codes from an app, and recovery codes for the day the telephone is lost."""

import re
from collections.abc import Callable
from datetime import datetime
from itertools import count

import pytest
from passlib.totp import TOTP

from sokwms_reg.accounts.models import User
from sokwms_reg.audit.queries import history
from tests.accounts.conftest import Person, Saving

STEP = 30  # seconds
Codes = Callable[[], str]


class App:
    """An authenticator app: knows the key that was typed into it, and a time that never repeats a step."""

    def __init__(self, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self._totp = TOTP(key=key)
        self._times = count(int(datetime(2026, 11, 22).timestamp()), STEP)  # noqa: DTZ001 - any instant will do
        self._now = next(self._times)
        monkeypatch.setattr("passlib.totp.TOTP.now", lambda: self._now)

    def code(self) -> str:
        """Wait for the next code and return it."""
        self._now = next(self._times)
        return self.shown()

    def shown(self) -> str:
        """Return the code that is shown at this moment."""
        return str(self._totp.generate(self._now).token)


def _set_up(person: Person, monkeypatch: pytest.MonkeyPatch) -> App:
    person.open("/office/account/two-factor")
    person.send("/office/account/two-factor", setup="authenticator")
    key = re.search(r"<kbd>([A-Z0-9 -]+)</kbd>", person.page)
    assert key
    assert 'src="data:image/svg+xml;base64,' in person.page
    action = re.search(r'action="(/office/account/two-factor/[^"]+)"', person.page)
    assert action
    app = App(key[1].replace("-", "").replace(" ", ""), monkeypatch)
    answer = person.send(action[1], code=app.code())
    assert answer.location == "/office/account/two-factor"
    return app


def _leave(person: Person) -> None:
    person.open("/office/logout")
    person.send("/office/logout")


def test_signing_in_asks_for_a_code(person: Person, monkeypatch: pytest.MonkeyPatch, saving: Saving, anna: int) -> None:
    person.sign_in()
    app = _set_up(person, monkeypatch)
    _leave(person)
    assert person.sign_in().location.startswith("/office/login/code?")
    assert not person.is_inside()
    person.open("/office/login/code")
    answer = person.send("/office/login/code", code="000000")
    assert answer.status_code == 422
    assert "This code is wrong or has already been used." in answer.text
    assert person.send("/office/login/code", code=app.code()).location == "/office/"
    assert person.is_inside()
    with saving() as session:
        user = session.get_one(User, anna)
        assert user.tf_primary_method == "authenticator"
        assert "enckey" in str(user.tf_totp_secret)
        assert history(session, f"user:{anna}")[0].action == "two-factor sign-in set up"


def test_a_code_is_good_once(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    person.sign_in()
    app = _set_up(person, monkeypatch)
    _leave(person)
    person.sign_in()
    person.open("/office/login/code")
    assert person.send("/office/login/code", code=app.shown()).status_code == 422
    assert person.send("/office/login/code", code=app.code()).status_code == 302


def test_a_recovery_code_replaces_the_app_once(
    person: Person, monkeypatch: pytest.MonkeyPatch, saving: Saving, anna: int
) -> None:
    person.sign_in()
    _set_up(person, monkeypatch)
    person.open("/office/account/recovery-codes")
    person.send("/office/account/recovery-codes", generate_new_codes="1")
    codes = re.findall(r"<li><kbd>([^<]+)</kbd></li>", person.page)
    assert len(set(codes)) == 10
    with saving() as session:
        stored = session.get_one(User, anna).mf_recovery_codes
        assert stored is not None
        assert not set(stored) & set(codes)
    assert codes == re.findall(
        r"<li><kbd>([^<]+)</kbd></li>", person.open("/office/account/recovery-codes?show_codes=1").text
    )
    _leave(person)
    person.sign_in()
    person.open("/office/login/recovery-code")
    assert person.send("/office/login/recovery-code", code="no-such-code").status_code == 422
    assert person.send("/office/login/recovery-code", code=codes[0]).location == "/office/"
    assert person.is_inside()
    _leave(person)
    person.sign_in()
    person.open("/office/login/recovery-code")
    answer = person.send("/office/login/recovery-code", code=codes[0])
    assert answer.status_code == 422
    assert "This recovery code is wrong or has already been used. Please enter another one." in answer.text


def test_it_can_be_switched_off(person: Person, monkeypatch: pytest.MonkeyPatch, saving: Saving, anna: int) -> None:
    person.sign_in()
    _set_up(person, monkeypatch)
    person.open("/office/account/two-factor")
    person.send("/office/account/two-factor", setup="disable")
    _leave(person)
    assert person.sign_in().location == "/office/"
    with saving() as session:
        assert session.get_one(User, anna).tf_totp_secret is None


def test_codes_by_mail_and_telephone_do_not_exist(person: Person) -> None:
    person.sign_in()
    for way in ("email", "sms", "nonsense"):
        person.open("/office/account/two-factor")
        assert person.send("/office/account/two-factor", setup=way, phone="+48600100200").status_code == 422


def test_help_sends_no_mail(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    person.sign_in()
    _set_up(person, monkeypatch)
    _leave(person)
    person.sign_in()
    person.open("/office/login/code")
    for way in ("help", "email"):
        assert person.send("/office/login/help", help_setup=way).status_code == 422


@pytest.mark.parametrize(
    "address", ["/office/login/code", "/office/login/recovery-code", "/office/login/second-step", "/office/login/help"]
)
def test_the_second_step_needs_the_first(person: Person, address: str) -> None:
    assert person.open(address).location == "/office/login"
