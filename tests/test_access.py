"""Who may open what: every address of the office and every role, in a table. A new address must be given its line."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from sokwms_reg.core import clock
from sokwms_reg.editions.models import Role
from sokwms_reg.editions.queries import edition_by_slug
from tests.attendees.people import sign_in, staff
from tests.factories import NOW
from tests.house import House, furnish
from tests.samples import filled, samples

pytestmark = pytest.mark.pages

Saving = Callable[[], AbstractContextManager[Session]]

A, G, S, W, R = Role.ADMINISTRATOR, Role.ORGANISER, Role.SECRETARIAT, Role.RECEPTION, Role.READER
EVERY = {A, G, S, W, R}
WRITE = {A, G, S}
EXPORT = {A, G, S, R}
RULES = {A, G}
TASKS = {A, G, S, W}

# Address, method, who may, what they get, all in the edition "test". Its other members get 403; strangers 404.
OFFICE: dict[tuple[str, str], tuple[set[Role], set[int]]] = {
    ("backoffice.front", "GET"): (EVERY, {200}),
    ("attendees.people", "GET"): (EVERY, {200}),
    ("attendees.person", "GET"): (EVERY, {200}),
    ("attendees.export", "GET"): (EXPORT, {200}),
    ("attendees.step_asked", "GET"): (WRITE, {200}),
    ("attendees.step_taken", "POST"): (WRITE, {303, 422}),
    ("attendees.link_asked", "GET"): (WRITE, {200}),
    ("attendees.link_taken", "POST"): (WRITE, {303}),
    ("attendees.salutation", "POST"): (WRITE, {303}),
    ("attendees.section_sent", "POST"): (WRITE, {303, 422}),
    ("attendees.data", "GET"): (EXPORT, {200}),
    ("attendees.note_added", "POST"): (WRITE, {422}),
    ("attendees.note_changed", "POST"): (WRITE, {422}),
    ("attendees.note_asked", "GET"): (WRITE, {200, 303}),
    ("attendees.note_deleted", "POST"): (WRITE, {303}),
    ("attendees.duplicates", "GET"): (WRITE, {200}),
    ("attendees.views", "GET"): (EVERY, {200}),
    ("attendees.view_new", "GET"): (WRITE, {200}),
    ("attendees.view_added", "POST"): (WRITE, {422}),
    ("attendees.view", "GET"): (WRITE, {200, 404}),
    ("attendees.view_changed", "POST"): (WRITE, {422, 404}),
    ("attendees.view_saved", "POST"): (WRITE, {422}),
    ("attendees.view_asked", "GET"): (WRITE, {200, 404}),
    ("attendees.view_deleted", "POST"): (WRITE, {303}),
    ("attendees.tags", "GET"): (EVERY, {200}),
    ("attendees.tag", "GET"): (WRITE, {200}),
    ("attendees.tag_changed", "POST"): (WRITE, {422}),
    ("attendees.tag_added", "POST"): (WRITE, {422}),
    ("attendees.tag_removed", "POST"): (WRITE, {303}),
    ("attendees.bulk", "POST"): (WRITE, {422}),
    ("attendees.bulk_gone", "GET"): (WRITE, {303}),
    ("attendees.distinct", "POST"): (WRITE, {303}),
    ("attendees.merge", "GET"): (WRITE, {200}),
    ("attendees.merge_sent", "POST"): (WRITE, {422}),
    ("downloads.ask", "GET"): (EXPORT, {200}),
    ("downloads.order", "POST"): (EXPORT, {303}),
    ("downloads.progress", "GET"): (EXPORT, {200}),
    ("downloads.file", "GET"): (EXPORT, {302}),
    ("handovers.overview", "GET"): (EXPORT, {200}),
    ("handovers.choose", "GET"): (EXPORT, {200}),
    ("handovers.hand_over", "POST"): (EXPORT, {422}),
    ("handovers.show", "GET"): (EXPORT, {200}),
    ("handovers.file", "GET"): (EXPORT, {200}),
    ("handovers.changes", "GET"): (EXPORT, {200}),
    ("handovers.asked", "GET"): (EXPORT, {200, 403}),
    ("handovers.done", "POST"): (EXPORT, {303, 403}),
    ("handovers.register", "GET"): (EXPORT, {200}),
    ("handovers.register_file", "GET"): (EXPORT, {200}),
    ("imports.upload", "GET"): (WRITE, {200}),
    ("imports.uploaded", "POST"): (WRITE, {422}),
    ("imports.template", "GET"): (WRITE, {200}),
    **{(f"imports.{name}", "GET"): (WRITE, {404}) for name in ("mapping", "preview", "problems")},
    **{(f"imports.{name}", "POST"): (WRITE, {404}) for name in ("mapped", "do", "discard")},
    **{(f"protocol.{name}", "GET"): (WRITE, {200}) for name in ("welcome", "card", "offices")},
    **{(f"protocol.office{deed}", "GET"): (WRITE, {200}) for deed in ("", "_new", "_asked")},
    ("protocol.card_sent", "POST"): (WRITE, {422}),
    ("protocol.placed", "POST"): (WRITE, {422}),
    ("protocol.card_asked", "GET"): (WRITE, {200, 404}),
    ("protocol.card_deleted", "POST"): (WRITE, {303}),
    ("protocol.office_added", "POST"): (WRITE, {422}),
    ("protocol.office_changed", "POST"): (WRITE, {422}),
    ("protocol.office_deleted", "POST"): (WRITE, {303}),
    ("places.decisions", "GET"): (EVERY, {200}),
    ("places.decide", "POST"): (WRITE, {303}),
    ("places.undo", "POST"): (WRITE, {400}),
    ("places.waiting", "GET"): (EVERY, {200}),
    ("places.enter", "GET"): (WRITE, {200}),
    ("places.entered", "POST"): (WRITE, {422}),
    ("places.settings", "GET"): (WRITE, {200}),
    ("places.settings_form", "GET"): (RULES, {200}),
    ("places.settings_sent", "POST"): (RULES, {422}),
    ("backoffice.audit", "GET"): (EXPORT, {200}),
    ("backoffice.audit_file", "GET"): (EXPORT, {200}),
    ("planning.calendar", "GET"): (TASKS, {200}),
    ("planning.calendar_file", "GET"): (TASKS, {200}),
    ("planning.propose", "POST"): (WRITE, {303}),
    ("planning.new", "GET"): (WRITE, {200}),
    ("planning.add", "POST"): (WRITE, {422}),
    ("planning.task", "GET"): (WRITE, {200, 404}),
    ("planning.change", "POST"): (WRITE, {422}),
    ("planning.mark", "POST"): (WRITE, {303}),
    ("planning.delete_asked", "GET"): (WRITE, {200, 404}),
    ("planning.delete", "POST"): (WRITE, {303}),
    ("backoffice.message", "GET"): (WRITE, {200}),
    ("backoffice.message_html", "GET"): (WRITE, {200}),
    ("backoffice.attachment", "GET"): (WRITE, {200}),
    ("backoffice.send_again", "POST"): (WRITE, {303}),
}
# The same for every member of any edition; what they see is their own editions'.
ANY_EDITION: dict[tuple[str, str], tuple[set[Role], set[int]]] = {
    ("backoffice.home", "GET"): (EVERY, {200, 302}),
    ("backoffice.language", "POST"): (EVERY, {303, 422}),
    ("backoffice.outbox", "GET"): (WRITE, {200}),
}
# Flask-Security's pages: before sign-in, and for one's own account.
DOOR = {
    *("login", "logout", "forgot_password", "reset_password", "mf_recovery", "tf_select"),
    *("two_factor_rescue", "two_factor_token_validation", "wan_signin", "wan_signin_response"),
}
ACCOUNT = {
    *("verify", "change_password", "mf_recovery_codes", "two_factor_setup", "two_factor_setup_validate"),
    *("wan_delete", "wan_register", "wan_register_response", "wan_verify", "wan_verify_response"),
}
PUBLIC = {"agenda", "machines", "registration", "site", "static"}


@pytest.fixture
def house(saving: Saving, monkeypatch: pytest.MonkeyPatch) -> House:
    """Furnish all rooms; it is NOW."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with saving() as session:
        return furnish(session)


def office_rules(app: Flask) -> list[tuple[Rule, str]]:
    """Return the office's addresses with their methods, without Flask-Security's."""
    return [
        (rule, method)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        if rule.endpoint.partition(".")[0] not in PUBLIC | {"security"}
    ]


def test_every_address_has_its_line(app: Flask) -> None:
    assert {(rule.endpoint, method) for rule, method in office_rules(app)} == set(OFFICE) | set(ANY_EDITION)
    security = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith("security.")}
    assert security == {f"security.{name}" for name in DOOR | ACCOUNT}
    public = [rule for rule in app.url_map.iter_rules() if rule.endpoint.partition(".")[0] in PUBLIC]
    assert [rule.rule for rule in public if rule.rule.startswith("/office")] == []


def test_nobody_comes_in_without_signing_in(app: Flask, house: House, client: FlaskClient) -> None:
    for rule, method in office_rules(app):
        for address in addresses(app, rule, house):
            answer = client.open(address, method=method)
            assert answer.status_code == 302, (method, address)
            assert answer.headers["Location"].startswith("/office/login"), (method, address)


def test_accounts_are_closed_without_signing_in(app: Flask, house: House, client: FlaskClient) -> None:
    for rule in app.url_map.iter_rules():
        if rule.endpoint.removeprefix("security.") in ACCOUNT:
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                for address in addresses(app, rule, house):
                    answer = client.open(address, method=method)
                    assert answer.status_code in {302, 400}, (method, address)
                    assert "/office/login" in answer.headers.get("Location", "/office/login")


def test_the_door_stands_open(client: FlaskClient) -> None:
    for path in ("login", "reset"):
        assert client.get(f"/office/{path}").status_code == 200


@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_what_the_table_says(app: Flask, saving: Saving, house: House, role: Role) -> None:
    with saving() as session:
        staff(session, role, None if role == Role.ADMINISTRATOR else edition_by_slug(session, "test"))
    wrong = []
    for rule, method in office_rules(app):
        allowed, statuses = {**OFFICE, **ANY_EDITION}[rule.endpoint, method]
        for status, address in asked(app, rule, method, house):
            if status not in (statuses if role in allowed else {403}):
                wrong.append((role.value, method, address, status))
    assert wrong == []


def test_no_post_goes_without_the_sessions_token(app: Flask, saving: Saving, house: House) -> None:
    with saving() as session:
        staff(session, Role.ADMINISTRATOR, None)
    desk = sign_in(app.test_client())
    for rule, method in office_rules(app):
        if method == "POST":
            for address in addresses(app, rule, house):
                assert desk.client.post(address).status_code == 400, address


def asked(app: Flask, rule: Rule, method: str, house: House) -> list[tuple[int, str]]:
    """Open every sample address of a rule, signed in, with the session's token; return status and address."""
    client = app.test_client()
    sign_in(client)
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/office/account/password").text)
    token = found[1] if found else ""
    data = {"csrf_token": token} if method == "POST" else None
    return [(client.open(one, method=method, data=data).status_code, one) for one in addresses(app, rule, house)]


def addresses(app: Flask, rule: Rule, house: House) -> list[str]:
    """Return the sample addresses of a rule."""
    with app.test_request_context():
        given = samples(app, house)
        return [url_for(rule.endpoint, **values) for values in filled(rule, given)]  # type: ignore[arg-type] # any
