"""What a person reads when something broke: what was typed is kept, but neither secrets nor another site's words."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from sokwms_reg.core import web
from tests.pages import Page

GONE = OperationalError("", None, Exception("connection refused\nIs the server running?"))
Breaks = Callable[[Exception], None]
ADDRESS = "/en/editions/none/register/ngo"


@pytest.fixture
def breaks(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Breaks:
    """Return what makes every page fail with an error."""

    def put(error: Exception) -> None:
        def fail(_session: object) -> bool:
            raise error

        app.extensions.pop("sokwms_migrated", None)
        monkeypatch.setattr(web, "migrations_pending", fail)

    return put


def fields(page: Page) -> list[tuple[str, str]]:
    return [(one.attributes["name"], one.attributes["value"]) for one in page.all("input", type="hidden")]


@pytest.mark.parametrize(("error", "status"), [(GONE, 503), (KeyError("x"), 500)])
def test_a_form_is_kept_and_can_be_sent_again(
    client: FlaskClient, breaks: Breaks, error: Exception, status: int
) -> None:
    breaks(error)
    given = {"first_name": '<Żaneta> "&"', "days": ["2027-01-27", "2027-01-28"], "accessibility": "a\r\nb", "step": ""}
    answer = client.post(ADDRESS, data=given)
    assert answer.status_code == status
    page = Page(answer.text)
    kept = fields(page)
    assert ("first_name", '<Żaneta> "&"') in kept
    assert [value for name, value in kept if name == "days"] == given["days"]
    assert ("step", "") in kept
    assert "Send again" in page.text
    assert answer.headers.get("Retry-After") == ("15" if status == 503 else None)


@pytest.mark.parametrize(
    ("address", "data", "headers"),
    [
        ("/office/login", {"email": "a@example.org", "password": "hush"}, {}),
        (ADDRESS, {"first_name": "Eve"}, {"Origin": "https://evil.example"}),
        (ADDRESS, {"first_name": "Eve"}, {"Sec-Fetch-Site": "cross-site"}),
        (ADDRESS, {"first_name": "x" * 3_000_000}, {}),
        (ADDRESS, {}, {}),
    ],
)
def test_what_is_not_repeated(
    client: FlaskClient,
    breaks: Breaks,
    address: str,
    data: dict[str, str],
    headers: dict[str, str],
) -> None:
    breaks(GONE)
    answer = client.post(address, data=data, headers=headers)
    assert answer.status_code == 503
    assert fields(Page(answer.text)) == []
    assert not any(value in answer.text for value in data.values())


def test_the_log_has_one_line_without_what_follows(
    client: FlaskClient,
    breaks: Breaks,
    caplog: pytest.LogCaptureFixture,
) -> None:
    breaks(GONE)
    client.get("/en/")
    ours = [record for record in caplog.records if record.name == "sokwms_reg.core.errors"]
    assert [record.getMessage() for record in ours] == ["The database does not answer (connection refused)."]
    assert ours[0].exc_info is None
