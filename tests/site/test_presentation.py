"""The line of dates on the home page."""

from datetime import timedelta

from sqlalchemy.orm import Session

from sokwms_reg.core.i18n import speaking
from sokwms_reg.editions.queries import DatedEdition
from sokwms_reg.site.service.presentation import dates_line
from tests.factories import NOW, make_edition


def test_an_edition_without_days_shows_registration_alone(session: Session, app: object) -> None:
    del app
    edition = make_edition(session, promotion_until=(NOW + timedelta(days=30)).date())
    with speaking("en"):
        line = dates_line(DatedEdition(edition, ()), NOW)
    assert [(str(one["text"]), one["state"]) for one in line] == [
        ("registration opens", "done"),
        ("registration closes", "now"),
        ("until then, places that become free go to the waiting list automatically", ""),
    ]
