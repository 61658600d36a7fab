"""The demonstration's office has worked: each of its pages has something to show."""

from random import Random

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sokwms_reg.attendees.models import RegistrationNote, RegistrationTag, SavedView
from sokwms_reg.attendees.queries import scope_of
from sokwms_reg.commands.deskwork import GUESTS, do_desk_work
from sokwms_reg.editions.models import Edition
from sokwms_reg.handovers.models import Handover
from sokwms_reg.planning.models import OfficeTask
from sokwms_reg.protocol.models import ProtocolCard
from sokwms_reg.registration.service.samples import Crowd, add_samples
from tests.factories import NOW, OPENS, make_category, make_edition


@pytest.fixture
def edition(session: Session) -> Edition:
    edition = make_edition(session)
    make_category(session, edition, "self-government", capacity=30)
    make_category(session, edition, "foreign", capacity=5, policy="approved")
    add_samples(session, edition, Crowd(24, OPENS, NOW), Random(2))
    return edition


@pytest.mark.both_databases
def test_every_page_of_the_office_has_something(session: Session, edition: Edition) -> None:
    do_desk_work(session, edition, NOW)
    counts = {
        model: session.scalar(select(func.count()).select_from(model)) or 0
        for model in (RegistrationTag, SavedView, Handover, ProtocolCard, RegistrationNote, OfficeTask)
    }
    assert counts.pop(RegistrationTag) > 10
    assert counts.pop(OfficeTask) > 10
    assert counts == {SavedView: 3, Handover: 1, ProtocolCard: len(GUESTS), RegistrationNote: 1}
    assert {tag.name for tag in scope_of(session, edition).tags} == {"nocleg", "autokar z dworca", "panel"}
    places = select(ProtocolCard.precedence).order_by(ProtocolCard.precedence)
    assert session.scalars(places).all() == [1, 2, 3]
