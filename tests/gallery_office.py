"""What only a sent form, another colleague or an accident brings about in the office, and every page of sign-in."""

import re

from flask import render_template
from flask_security import MfRecoveryCodesForm
from flask_wtf import FlaskForm
from sqlalchemy import select
from werkzeug.test import TestResponse

from sokwms_reg.accounts import forms
from sokwms_reg.accounts.models import User
from sokwms_reg.core.cache import page_cache
from sokwms_reg.core.db import writing
from sokwms_reg.core.folders import templates_folder
from sokwms_reg.core.i18n import gettext, speaking
from sokwms_reg.core.web import HEADERS
from sokwms_reg.editions.models import Role
from sokwms_reg.editions.queries import edition_by_slug
from sokwms_reg.outbox.models import Message
from sokwms_reg.registration.states import State
from tests.attendees.people import Desk, sign_in, staff
from tests.gallery import Gallery
from tests.gallery_desk import hang_desk
from tests.gallery_handovers import hang_handovers
from tests.gallery_imports import hang_imports
from tests.gallery_person import hang_person
from tests.gallery_protocol import hang_protocol
from tests.gallery_settings import hang_settings
from tests.gallery_states import breaking, without_table
from tests.gallery_views import hang_views
from tests.house import House

READER = "reader@example.org"
DOOR = "security/"
MANY = "test/attendees?view=1&columns=role,days,email,tags,diet&day=2027-01-28&voivodeship=10&voivodeship=12&q=e"


def hang_office(gallery: Gallery, house: House) -> None:
    """Hang all states of the office."""
    with gallery.app.app_context(), writing() as session:
        staff(session, Role.READER, edition_by_slug(session, "test"), READER)
    for _language in gallery.speak():
        page_cache(gallery.app).clear()
        desk = Desk(gallery.colleague())
        _hang_lists(gallery, desk)
        hang_desk(gallery, desk, house)
        hang_views(gallery, desk, house)
        _hang_decisions(gallery, desk, house)
        _hang_refusals(gallery, desk, house)
        hang_settings(gallery, desk)
        hang_imports(gallery, desk)
        hang_protocol(gallery, desk, house)
        _hang_errors(gallery, desk, house)
        _hang_door(gallery)
        _hang_accounts(gallery)
        hang_person(gallery, desk, house)
        hang_handovers(gallery, desk, house)


def _hang_lists(gallery: Gallery, desk: Desk) -> None:
    for name, address in {
        "nobody matches": "test/attendees?q=nobody+at+all&state=waiting",
        "filtered": "test/attendees?category=ngo&sort=-registered_at",
        "other columns, many filters": MANY,
        "nobody yet": "bare/attendees",
        "front, empty": "bare/",
        "front, called off": "off/",
        "front of the demonstration": "demo/",
        "no such message": "outbox?edition=test&state=failed",
        "messages of one edition": "outbox?edition=test",
        "unknown filter of messages": "outbox?colour=red",
        "export refused": "test/attendees.csv?colour=red",
    }.items():
        gallery.hang(f"office, {name}", desk.client.get(f"/office/{address}"))
    gallery.hang("style guide of the office", desk.client.get("/styleguide?shell=office"))


def _hang_decisions(gallery: Gallery, desk: Desk, house: House) -> None:
    """Hang the questions before many decisions, what they answer, and the form for somebody who telephones."""
    page = "/office/test/decisions"
    everybody = {"everybody": "1", "category": ""}
    one = {"chosen": _somebody(gallery, house, State.PENDING)}
    for name, address, fields in (
        ("whom to accept", f"{page}/accept", everybody),
        ("whom not to accept", f"{page}/refuse", everybody),
        ("a proposed reason", f"{page}/refuse", {**everybody, "step": "propose-0"}),
        ("not accepting without reasons", f"{page}/refuse", {**everybody, "step": "decide"}),
        ("nobody chosen", f"{page}/accept", {}),
        ("accepted, to be taken back", f"{page}/accept", {**one, "step": "decide"}),
        ("accepted already", f"{page}/accept", {**one, "step": "decide"}),
        ("entering with errors", "/office/test/register/foreign", {"email": "nobody"}),
    ):
        desk.open(page)
        _hang_answer(gallery, desk, name, desk.client.post(address, data={**_with_token(desk), **fields}))
    token = re.search(r'name="undo" value="([^"]+)"', desk.open(page))
    assert token
    answer = desk.client.post(f"{page}/undo", data={**_with_token(desk), "undo": token[1]})
    _hang_answer(gallery, desk, "taken back", answer)
    gallery.hang("office, nobody waits here", desk.client.get("/office/test/waiting?category=foreign"))
    gallery.hang("office, nobody to decide about", desk.client.get(f"{page}?category=foreign"))


def _hang_answer(gallery: Gallery, desk: Desk, name: str, answer: TestResponse) -> None:
    gallery.hang(f"office, {name}", answer)
    if answer.status_code in {302, 303}:
        gallery.hang(f"office, {name}", desk.client.get(answer.location))


def _hang_refusals(gallery: Gallery, desk: Desk, house: House) -> None:
    def person(state: State) -> str:
        return f"/office/test/attendees/{_somebody(gallery, house, state)}"

    for name, address, fields in (
        ("rejected without a reason", f"{person(State.PENDING)}/reject", {"reason": ""}),
        ("offered until nonsense", f"{person(State.WAITING)}/offer", {"until": "nonsense"}),
        ("salutation too long", f"{person(State.CONFIRMED)}/salutation", {"salutation": "x" * 5000}),
        ("salutation saved", f"{person(State.CONFIRMED)}/salutation", {"salutation": "Szanowna Pani Marszałek,"}),
        ("moved to nowhere", f"{person(State.WAITING)}/move", {"position": "x"}),
        ("moved to no category", f"{person(State.CONFIRMED)}/category", {"reason": "x"}),
        ("approved", f"{person(State.PENDING)}/approve", {}),
        ("approved twice", f"{person(State.PENDING)}/approve", {}),
    ):
        desk.open(f"/office/test/attendees/{house.reference(State.CONFIRMED)}")
        answer = desk.client.post(address, data={**_with_token(desk), **fields})
        _hang_answer(gallery, desk, name, answer)


def _somebody(gallery: Gallery, house: House, state: State) -> str:
    """Return the reference of a registration in this state, of whoever reads the language in turn if there is one."""
    return house.registrations.get((state, gallery.language), house.registrations[state, "pl"])[1]


def _hang_errors(gallery: Gallery, desk: Desk, house: House) -> None:
    reader = gallery.visitor()
    sign_in(reader, READER)
    reader.get(f"/office/login?lang={gallery.language}")
    gallery.hang("office, a reader's front page", reader.get("/office/test/"))
    gallery.hang("office, a reader's participants", reader.get("/office/test/attendees"))
    for state in State:
        seen = reader.get(f"/office/test/attendees/{_somebody(gallery, house, state)}")
        gallery.hang(f"office, a reader's {state}", seen)
    ours, reason = {"Sec-Fetch-Site": "same-origin"}, {"reason": "Brak miejsc", "csrf_token": "old"}
    deed = f"/office/test/attendees/{house.reference(State.CONFIRMED)}/cancel"
    gallery.hang("office, session over", gallery.visitor().post(deed, data=reason, headers=ours))
    gallery.hang("office, another session", desk.client.post(deed, data=reason, headers=ours))
    gallery.hang("office, 400", desk.client.post("/office/language", data={}))
    gallery.hang("office, 403", reader.get("/office/outbox"))
    gallery.hang("office, 404", desk.client.get("/office/a/b/c/d"))
    gallery.hang("office, 404 for strangers", gallery.visitor().get("/office/a/b/c/d"))
    gallery.hang("office, 405", desk.client.post("/office/"))
    with breaking(gallery, "backoffice.outbox"):
        gallery.hang("office, 500", desk.client.get("/office/outbox"))
    with without_table(gallery, "user"):
        gallery.hang("office, 503", desk.client.get("/office/test/"))


def _hang_door(gallery: Gallery) -> None:
    """Hang what forms of sign-in answer."""
    desk = Desk(gallery.visitor())
    for name, address, fields in (
        ("sign-in, empty", "/office/login", {}),
        ("sign-in, wrong", "/office/login", {"email": "nobody@example.org", "password": "wrong as can be"}),
        ("forgotten, empty", "/office/reset", {}),
        ("forgotten, sent", "/office/reset", {"email": READER}),
    ):
        desk.open(address)
        gallery.hang(name, desk.client.post(address, data={"csrf_token": desk.token(), **fields}))
    link = _newest_link(gallery)
    gallery.hang("new password", desk.client.get(link))
    desk.open("/office/reset")
    data = {"csrf_token": desk.token(), "password": "short", "password_confirm": "other"}
    gallery.hang("new password, refused", desk.client.post(link, data=data))
    gallery.hang("sign-in", gallery.visitor().get("/office/login"))
    colleague = gallery.colleague()
    gallery.hang("sign out", colleague.get("/office/logout"))
    for page in ("password", "two-factor", "recovery-codes", "passkeys"):
        gallery.hang(f"account, {page}", colleague.get(f"/office/account/{page}"))
    account = Desk(colleague)
    account.open("/office/account/password")
    gallery.hang("account, password refused", colleague.post("/office/account/password", data=_with_token(account)))
    account.open("/office/account/two-factor")
    setup = {**_with_token(account), "setup": "authenticator"}
    gallery.hang("account, authenticator", colleague.post("/office/account/two-factor", data=setup))


def _with_token(desk: Desk) -> dict[str, str]:
    return {"csrf_token": desk.token()}


def _newest_link(gallery: Gallery) -> str:
    with gallery.app.app_context(), writing() as session:
        text = session.scalars(select(Message.text).order_by(Message.id.desc())).first()
    found = re.search(r"http://localhost(/office/reset/\S+)", text or "")
    assert found
    return found[1]


def _hang_accounts(gallery: Gallery) -> None:
    """Render each template of Flask-Security's pages as it is after steps that no plain walk takes."""
    for path in sorted((templates_folder() / "security").glob("[!_]*.html")):
        for name, words in _words().items():
            _hang_rendered(gallery, f"{DOOR}{path.name}", name, words)


def _words() -> dict[str, dict[str, object]]:
    codes: dict[str, object] = {"recovery_codes": ["aaaa-bbbb-cccc", "dddd-eeee-ffff"]}
    passkeys: dict[str, object] = {"registered_credentials": [{"name": "niebieski klucz", "usage": "first"}]}
    asking: dict[str, object] = {"credential_options": "{}", "wan_state": "t", "is_secondary": True}
    setting: dict[str, object] = {"chosen_method": "authenticator", "authr_key": "ABCD-EFGH", "authr_qrcode": PICTURE}
    return {
        "at first": {"choices": ["authenticator"]},
        "set up": {
            "choices": ["disable", "authenticator"],
            "has_webauthn_verify_credential": True,
            **codes,
            **passkeys,
        },
        "with errors": {"wrong": True, "choices": ["authenticator"]},
        "at a passkey": {**asking, **setting},
    }


PICTURE = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA="


def _hang_rendered(gallery: Gallery, template: str, name: str, words: dict[str, object]) -> None:
    with gallery.app.test_request_context("/office/login?next=/office/"), speaking(gallery.language):
        made: dict[str, FlaskForm] = {
            "login_user_form": forms.SignInForm(),
            "forgot_password_form": forms.ForgottenForm(),
            "reset_password_form": forms.NewPasswordForm(),
            "change_password_form": forms.OtherPasswordForm(),
            "verify_form": forms.ConfirmForm(user=User(id=1, email=READER, name="Anna", fs_uniquifier="u")),
            "two_factor_setup_form": forms.SetupForm(),
            "two_factor_verify_code_form": forms.CodeForm(),
            "two_factor_select_form": forms.SecondStepForm(),
            "mf_recovery_form": forms.RecoveryForm(),
            "mf_recovery_codes_form": MfRecoveryCodesForm(),
            "wan_register_form": forms.PasskeyForm(),
            "wan_signin_form": FlaskForm(),
        }
        for field in [field for form in made.values() for field in form] if "wrong" in words else []:
            field.errors = [gettext("This field is required.")] if field.label.text else []
        html = render_template(template, **made, **words, reset_password_token="t", page_error="wrong" in words)
    gallery.keep(f"{template}, {name}", 200, html, list(HEADERS.items()))
