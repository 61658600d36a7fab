"""Forms that no page of ours sent: late, from elsewhere, in other clothes, or too large."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.factories import NOW
from tests.hostile.detector import suspicious
from tests.pages import Page
from tests.registration.conftest import PERSON, At, Stored, Visitor, at, conference, stored, visitor

__all__ = ["at", "conference", "stored", "visitor"]


def test_a_form_that_lay_open_for_days_is_taken(visitor: Visitor, at: At, stored: Stored) -> None:
    visitor.open()
    at(NOW + timedelta(days=19))
    visitor.send("check")
    visitor.send("confirm")
    assert visitor.status == 303
    assert len(stored()) == 1


def test_a_form_dated_in_the_future_is_taken(visitor: Visitor, at: At, stored: Stored) -> None:
    at(NOW + timedelta(days=10))
    visitor.open()
    at(NOW)
    visitor.send("confirm")
    assert (visitor.status, len(stored())) == (303, 1)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "CROSS-SITE"}, 403),
        ({"Sec-Fetch-Site": " Cross-Site "}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 403),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Sec-Fetch-Site": "\xff"}, 303),
        ({"Origin": "HTTP://LOCALHOST"}, 303),
        ({"Origin": "http://LOCALHOST.Elsewhere.example"}, 403),
        ({"Origin": "http://localhost@elsewhere.example"}, 403),
        ({"Origin": "http://localhost:8080"}, 403),
        ({"Origin": "http://localhost, http://elsewhere.example"}, 403),
        ({"Origin": ""}, 403),
        ({"Origin": "\xff"}, 403),
    ],
)
def test_the_browsers_word_on_where_a_form_came_from(
    visitor: Visitor, stored: Stored, headers: dict[str, str], status: int
) -> None:
    visitor.open()
    given = {**PERSON, "form_token": visitor.token, "step": "confirm"}
    assert visitor.client.post(visitor.address, data=given, headers=headers).status_code == status
    assert len(stored()) == (status == 303)


def test_a_host_in_capitals_is_the_same_host(visitor: Visitor) -> None:
    visitor.open()
    given = {**PERSON, "form_token": visitor.token, "step": "confirm"}
    headers = {"Host": "LocalHost", "Origin": "http://localhost"}
    assert visitor.client.post(visitor.address, data=given, headers=headers).status_code == 303


def posted(visitor: Visitor, data: Any, kind: str, **given: Any) -> TestResponse:  # noqa: ANN401 - whatever travels
    """Post a body of any kind to the form."""
    answer = visitor.client.post(visitor.address, data=data, content_type=kind, **given)
    assert answer.status_code < 500
    assert "Traceback" not in answer.text
    assert suspicious(answer.text) == []
    return answer


FORM = "application/x-www-form-urlencoded"
PARTS = b"".join(b'--b\r\nContent-Disposition: form-data; name="a%d"\r\n\r\n1\r\n' % number for number in range(5000))
BODIES: list[tuple[Any, str, set[int]]] = [
    (b'{"first_name": "A", "step": "confirm"}', "application/json", {400}),
    (b"<form/>", "text/xml", {400}),
    (b"step=confirm", "text/plain", {400}),
    (b"step=confirm&first_name=A", "", {400}),
    (b"\xff\xfe\x00step", "multipart/form-data", {400}),
    (b"--b\r\n", "multipart/form-data; boundary=b", {400}),
    (b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n", "multipart/form-data; boundary=b", {400}),
    (b"x", 'multipart/form-data; boundary="' + "b" * 4000 + '"', {400}),
    (PARTS + b"--b--\r\n", "multipart/form-data; boundary=b", {413}),
    (b"&".join(b"a%d=1" % number for number in range(20_000)), FORM, {400, 413}),
    (b"%&%%&%zz=%&=&&&=%ff%fe&step", FORM, {400}),
    (b"form_token=%ff%00%ed%a0%80&step=%ff", FORM, {400}),
    (b"form_token=" + b"A" * 400_000, FORM, {400}),
    (b"form_token=a&form_token=b&step=confirm&step=edit", FORM, {400}),
    (b"\x1f\x8b" * 100, FORM, {400}),
    (b"", FORM, {400}),
]


def test_bodies_in_other_clothes_are_refused(visitor: Visitor, stored: Stored) -> None:
    visitor.open()
    for body, kind, statuses in BODIES:
        answer = posted(visitor, body, kind)
        assert answer.status_code in statuses, (kind, body[:60], answer.status_code)
    assert stored() == []


def test_fields_given_twice_count_once_and_files_not_at_all(visitor: Visitor, stored: Stored) -> None:
    visitor.open()
    good = {**PERSON, "form_token": visitor.token, "step": "confirm"}
    fields = [(name, one) for name, many in good.items() for one in (many if isinstance(many, list) else [many])]
    twice = b"".join(
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in [*fields, ("first_name", "Second"), ("honorific", "lord"), ("step", "edit")]
    )
    assert posted(visitor, twice + b"--b--\r\n", "multipart/form-data; boundary=b").status_code == 303
    assert [kept.first_name for kept in stored()] == [PERSON["first_name"]]
    visitor.open()
    files = {**good, "form_token": visitor.token, "first_name": (BytesIO(b"Anna"), "anna.txt")}
    answer = posted(visitor, files, "multipart/form-data")
    assert answer.status_code == 422
    assert "first_name" in [name for name, _words in Page(answer.text).summary()]


def test_letters_that_are_no_utf8_stay_as_they_were_written(visitor: Visitor, stored: Stored) -> None:
    visitor.open()
    good = {**PERSON, "form_token": visitor.token, "step": "confirm", "days": PERSON["days"][0]}
    body = "&".join(f"{name}={value}" for name, value in good.items() if name not in {"first_name", "institution"})
    raw = body.replace("+", "%2B").encode() + b"&first_name=A%ff%fe%ed%a0%80&institution=%c5"
    assert posted(visitor, raw, FORM).status_code == 303
    (kept,) = stored()
    assert (kept.first_name, kept.institution) == ("A%FF%FE%ED%A0%80", "%C5")


@pytest.mark.parametrize("size", [600_000, 3_000_000])
def test_a_body_without_a_length_is_limited_all_the_same(visitor: Visitor, stored: Stored, size: int) -> None:
    visitor.open()
    chunked = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""}
    body = BytesIO(f"form_token={visitor.token}&step=confirm&accessibility=".encode() + b"x" * size)
    environ = {**chunked, "wsgi.input": body}
    answer = visitor.client.post(visitor.address, content_type=FORM, environ_overrides=environ)
    assert answer.status_code in {413, 422}
    assert body.tell() <= 1024 * 1024
    assert stored() == []


@pytest.mark.parametrize("length", ["-1", "x", "99999999999999999999", "1e3", "0x10"])
def test_a_length_that_is_none_is_refused(visitor: Visitor, length: str) -> None:
    environ = {"CONTENT_LENGTH": length}
    answer = visitor.client.post(visitor.address, content_type=FORM, data=b"a=1", environ_overrides=environ)
    assert answer.status_code in {400, 413}
