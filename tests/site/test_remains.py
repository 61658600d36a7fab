"""What an edition's page offers of its programme and its materials, and what it does not promise."""

import re
from datetime import date

import pytest
from flask.testing import FlaskClient

from sokwms_reg.editions.models import Material
from tests.site.conftest import Saving, make_dated, make_session


def test_materials_with_an_address_are_links_and_others_say_where_they_stand(
    client: FlaskClient, saving: Saving
) -> None:
    with saving() as session:
        past = make_dated(session, "2015-kielce", date(2015, 11, 17))
        for key, url in (("talks", "https://example.org/talks.pdf"), ("conclusions", "")):
            session.add(Material(edition_id=past.id, key=key, kind=key, title_pl=key, title_en=key, url=url))
    page = client.get("/pl/editions/2015-kielce").text
    assert '<a href="https://example.org/talks.pdf">talks</a>' in page
    assert '<a class="btn" href="#materials">' in page
    listed = client.get("/pl/editions/2015-kielce/materials").text
    assert material_list(page) == material_list(listed)
    assert '<a href="https://example.org/talks.pdf">talks</a>' in listed
    assert "<b>conclusions</b>" in listed
    assert "obecnie niedostępne w tym serwisie" in listed


def material_list(html: str) -> str:
    found = re.search(r'<ul class="places menu">\n<li id="talks">.*?</ul>', html, re.DOTALL)
    assert found is not None
    return found[0]


def test_materials_that_nobody_can_open_are_not_promised(client: FlaskClient, saving: Saving) -> None:
    with saving() as session:
        past = make_dated(session, "2015-kielce", date(2015, 11, 17))
        session.add(Material(edition_id=past.id, key="talks", kind="materials", title_pl="Talks", title_en="Talks"))
    page = client.get("/en/editions/2015-kielce").text
    assert 'href="#materials"' not in page
    assert "not currently available here" in page
    assert "requested" not in client.get("/en/editions/2015-kielce/materials").text


@pytest.mark.parametrize("with_session", [False, True])
def test_a_programme_is_spoken_of_only_where_there_is_one(
    client: FlaskClient, saving: Saving, *, with_session: bool
) -> None:
    with saving() as session:
        for slug, day in (("2012-poznan", date(2012, 11, 15)), ("2028-future", date(2028, 11, 15))):
            made = make_dated(session, slug, day)
            if with_session:
                make_session(session, made)
    past, coming, home = (
        client.get(f"/en/{page}").text for page in ("editions/2012-poznan", "editions/2028-future", "")
    )
    assert ("Conference sessions" in past) is with_session
    assert ('href="/en/editions/2012-poznan/agenda' in past) is with_session
    assert ("<h2>Programme</h2>" in coming) is with_session
    assert ("See the programme" in coming) is with_session
    assert ("See the programme" in home) is with_session
