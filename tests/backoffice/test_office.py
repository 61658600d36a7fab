"""Front page, choice of the edition, language, outbox: what each shows, to whom, and what it refuses."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from sokwms_reg.accounts.queries import user_by_email
from sokwms_reg.audit.models import AuditEntry
from sokwms_reg.editions.models import Role
from sokwms_reg.editions.queries import edition_by_slug
from sokwms_reg.outbox.models import Attachment, Message
from sokwms_reg.registration.models import Registration
from tests.attendees.people import EMAIL, Desk, Saving, sign_in, small_edition, some_people, staff

pytestmark = pytest.mark.pages


@pytest.fixture
def messages(saving: Saving) -> list[int]:
    """Return the numbers of five messages; the first failed, the second carries an attachment."""
    with saving() as session:
        edition = small_edition(session)
        some_people(session, edition)
        staff(session, Role.SECRETARIAT, edition)
        small_edition(session, "other")
        found = list(session.scalars(select(Message).order_by(Message.id)))
        found[0].state, found[0].last_answer = "failed", "550 <b>unknown</b>"
        session.add(Attachment(message_id=found[1].id, filename='a"b.html', content_type="text/html", content=b"<b>"))
        session.add(
            Message(
                kind="accounts.reset",
                language="pl",
                dedupe_key="account",
                message_id="<1@example.org>",
                to_address="root@example.org",
                subject="Secret link",
                text="https://example.org/reset",
                created_at=found[0].created_at,
            )
        )
        return [message.id for message in found]


@pytest.fixture
def desk(client: FlaskClient, messages: list[int]) -> Desk:
    """Give the secretariat's desk."""
    del messages
    return sign_in(client)


def test_one_edition_is_opened_at_once_several_are_offered(desk: Desk, saving: Saving) -> None:
    answer = desk.client.get("/office/")
    assert (answer.status_code, answer.location) == (302, "/office/test/")
    with saving() as session:
        staff(session, Role.READER, edition_by_slug(session, "other"))
    page = desk.open("/office/")
    assert 'href="/office/test/"' in page
    assert 'href="/office/other/"' in page
    assert "secretariat" in page
    assert "reader" in page


def test_the_front_page_counts(desk: Desk, saving: Saving) -> None:
    page = desk.open("/office/test/").replace("\xa0", " ")
    for words in (
        "3 of 3",
        "1 of 5",
        "4 of 8",
        "<b>1</b>",
        "Registrations without a decision",
        "Messages not delivered",
    ):
        assert words in page
    assert "/office/outbox?edition=test&amp;state=failed" in page
    with saving() as session:
        staff(session, Role.READER, edition_by_slug(session, "other"))
    assert "Nothing is waiting for the secretariat." in desk.open("/office/other/")


def test_the_front_page_says_how_many_are_over(desk: Desk, saving: Saving) -> None:
    assert "cancelled or not accepted" not in desk.open("/office/test/")
    with saving() as session:
        first, second, *_ = session.scalars(select(Registration))
        first.state, second.state = "cancelled", "rejected"
    page = desk.open("/office/test/")
    assert "<dd>5 <small>of which 2 cancelled or not accepted</small></dd>" in page


def test_the_menu_marks_where_one_is(desk: Desk) -> None:
    assert '<a href="/office/test/" aria-current="page">' in desk.open("/office/test/")
    assert '<a href="/office/test/attendees" aria-current="page">' in desk.open("/office/test/attendees")
    assert "Anna Kowalska, secretariat" in desk.page


def test_the_language_is_kept_with_the_account(desk: Desk, saving: Saving) -> None:
    desk.open("/office/test/attendees?q=x")
    assert '<input type="hidden" name="next" value="/office/test/attendees?q=x">' in desk.page
    assert '<html lang="pl">' in desk.send("/office/language", language="pl", next="/office/test/attendees?q=x")
    with saving() as session:
        user = user_by_email(session, EMAIL)
        assert user is not None
        assert user.language == "pl"
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "account.language")).one()
        assert entry.changes == {"language": ["en", "pl"]}
    desk.send("/office/language", 422, language="de")


@pytest.mark.parametrize(
    "address", ["https://example.com/", "//example.com/office/", "/office/\\example.com", "/pl/", ""]
)
def test_the_language_leads_nowhere_else(desk: Desk, address: str) -> None:
    desk.open("/office/test/")
    answer = desk.client.post("/office/language", data={"csrf_token": desk.token(), "language": "en", "next": address})
    assert (answer.status_code, answer.location) == (303, "/office/")


def test_the_outbox_shows_messages_of_ones_editions(desk: Desk, messages: list[int]) -> None:
    page = desk.open("/office/outbox")
    assert f"{len(messages)} messages, newest first" in page
    assert "550 &lt;b&gt;unknown&lt;/b&gt;" in page
    assert "Secret link" not in page
    page = desk.open("/office/outbox?state=failed&edition=test")
    assert "1 message, newest first" in page
    assert "No message matches these filters." in desk.open("/office/outbox?state=sending")


@pytest.mark.parametrize(
    ("query", "notice"),
    [
        ("state=lost", "The value given for “State” does not exist here; it was left out."),
        ("edition=other", "The value given for “Edition” does not exist here; it was left out."),
        ("edition=gone", "The value given for “Edition” does not exist here; it was left out."),
        ("page=0", "There is no such page of the list; this is the first one."),
        ("page=x", "There is no such page of the list; this is the first one."),
        ("colour=red", "This list has no filter “colour”; it was left out."),
        ("state=sent&state=failed", "“State” was given more than once; it was left out."),
    ],
)
def test_what_means_nothing_is_left_out_and_said(desk: Desk, messages: list[int], query: str, notice: str) -> None:
    page = desk.open(f"/office/outbox?{query}")
    assert notice in page
    assert f"{len(messages)} messages" in page


def test_empty_fields_of_the_form_leave_the_address(desk: Desk) -> None:
    answer = desk.client.get("/office/outbox?edition=&state=failed")
    assert (answer.status_code, answer.location) == (302, "/office/outbox?state=failed")
    assert desk.client.get("/office/outbox?edition=").location == "/office/outbox"


def test_a_page_beyond_the_last(desk: Desk) -> None:
    assert "There is no such page of the list; this is the nearest one." in desk.open("/office/outbox?page=9")


def test_a_message_as_it_was_sent(desk: Desk, messages: list[int]) -> None:
    answer = desk.client.get(f"/office/outbox/{messages[0]}")
    page = answer.text
    assert answer.headers["Content-Security-Policy"].endswith("; frame-src 'self'")
    for words in ("Not delivered", "550 &lt;b&gt;unknown&lt;/b&gt;", "Message-ID", "zaneta.", "Ewa Łącka"):
        assert words in page
    assert f'<iframe src="/office/outbox/{messages[0]}/html" sandbox' in page


def test_the_html_part_can_do_nothing(desk: Desk, messages: list[int]) -> None:
    answer = desk.client.get(f"/office/outbox/{messages[0]}/html")
    assert answer.headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
    )
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert answer.headers["Cache-Control"] == "no-store"
    assert desk.client.get("/office/outbox").headers["X-Frame-Options"] == "DENY"


def test_attachments_are_saved_not_shown(desk: Desk, saving: Saving, messages: list[int]) -> None:
    with saving() as session:
        number = session.scalars(select(Attachment.id).where(Attachment.filename == 'a"b.html')).one()
    answer = desk.client.get(f"/office/outbox/{messages[1]}/attachments/{number}")
    assert answer.data == b"<b>"
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert desk.client.get(f"/office/outbox/{messages[0]}/attachments/{number}").status_code == 404


def test_sending_again_is_audited(desk: Desk, saving: Saving, messages: list[int]) -> None:
    desk.open(f"/office/outbox/{messages[0]}")
    assert "The message is in the queue again." in desk.send(f"/office/outbox/{messages[0]}/again")
    with saving() as session:
        assert session.get_one(Message, messages[0]).state == "pending"
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "message.send_again")).one()
        assert (entry.subject, entry.scope, entry.actor_label) == (f"message:{messages[0]}", "test", "Anna Kowalska")
        session.get_one(Message, messages[0]).state = "sending"
    assert "The message is being sent at this moment" in desk.send(f"/office/outbox/{messages[0]}/again")


EXPECTED = {
    Role.ADMINISTRATOR: (200, 200, 200, 303),
    Role.ORGANISER: (200, 200, 200, 303),
    Role.SECRETARIAT: (200, 200, 200, 303),
    Role.RECEPTION: (200, 403, 403, 403),
    Role.READER: (200, 403, 403, 403),
}


@pytest.mark.parametrize("role", Role)
def test_roles(app: Flask, saving: Saving, messages: list[int], role: Role) -> None:
    with saving() as session:
        staff(session, role, edition_by_slug(session, "test"), "role@example.org")
        staff(session, role, edition_by_slug(session, "other"), "stranger@example.org")
    message = f"/office/outbox/{messages[0]}"

    def answers(desk: Desk, front: str) -> tuple[int, ...]:
        codes = [desk.client.get(address).status_code for address in ("/office/test/", "/office/outbox", message)]
        desk.open(front)
        return *codes, desk.client.post(f"{message}/again", data={"csrf_token": desk.token()}).status_code

    assert answers(sign_in(app.test_client(), "role@example.org"), "/office/test/") == EXPECTED[role]
    allowed = EXPECTED[role][1] == 200
    foreign = (404, 200, 404, 404) if allowed else (404, 403, 403, 403)
    assert answers(sign_in(app.test_client(), "stranger@example.org"), "/office/other/") == foreign
    for address in ("/office/", "/office/test/", "/office/outbox", message, f"{message}/html"):
        assert app.test_client().get(address).location.startswith("/office/login?next=/office/")


def test_an_account_message_is_nobodys_to_read(desk: Desk, saving: Saving) -> None:
    with saving() as session:
        number = session.scalars(select(Message.id).where(Message.dedupe_key == "account")).one()
    desk.open(f"/office/outbox/{number}", 404)
    desk.open(f"/office/outbox/{number}/html", 404)
