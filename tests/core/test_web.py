"""The frame of every page against odd requests: no redirect leaves the site, no log holds what was typed."""

import logging

import pytest
from flask.testing import FlaskClient

from sokwms_reg.app import create_app
from sokwms_reg.core.config import Config


@pytest.mark.both_databases
@pytest.mark.parametrize("address", ["/pl/editions/a%00b/agenda", "/en/my/%00", "/office/a%00b/", "/%00"])
def test_an_address_with_a_nul_leads_nowhere(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("address", "target"), [("/pl", "/pl/"), ("/office", "/office/"), ("/pl?a=%0d%0ab", "/pl/?a=%0d%0ab")]
)
def test_a_redirect_is_a_path_whatever_host_was_asked(client: FlaskClient, address: str, target: str) -> None:
    answer = client.get(address, headers={"Host": "elsewhere.example"})
    assert (answer.status_code, answer.headers["Location"]) == (308, target)


def test_slashes_in_a_row_name_no_host(client: FlaskClient) -> None:
    answer = client.get("/", environ_overrides={"PATH_INFO": "//pl//about"})
    assert (answer.status_code, answer.headers["Location"]) == (308, "/pl/about")


def test_what_broke_is_logged_without_what_was_typed(
    settings: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(Config.from_environment({**settings, "SOKWMS_ENV": "production"}))

    def broken() -> str:
        message = "jan.kowalski@example.org already exists"
        raise ValueError(message)

    app.add_url_rule("/broken", view_func=broken)
    with caplog.at_level(logging.INFO):
        answer = app.test_client().get("/broken")
    assert answer.status_code == 500
    assert "Unexpected ValueError in broken." in caplog.text
    assert "in broken\n" in caplog.text
    assert "kowalski" not in caplog.text
