"""What the secretariat can do about a participant's link, and what the history says of changed data."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select

from sokwms_reg.audit.models import Actor, AuditEntry
from sokwms_reg.core.clock import now
from sokwms_reg.editions.models import Role
from sokwms_reg.outbox.models import Message
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import Correction, edit, made_from
from tests.attendees.people import Desk, Saving, person, sign_in, small_edition, staff
from tests.factories import FIRST_DAY, make_application

LIST = "/office/test/attendees"


@pytest.fixture
def link_of(saving: Saving) -> Callable[[str], tuple[int, int]]:
    """Return a reader of a link's version and of the letters that carried it alone."""

    def read(reference: str) -> tuple[int, int]:
        with saving() as session:
            found = session.scalars(select(Registration).where(Registration.reference == reference)).one()
            mine = select(Message.id).where(
                Message.subject_ref == found.subject_ref, Message.kind == "registration/link"
            )
            return found.link_version, len(session.scalars(mine).all())

    return read


@pytest.mark.parametrize(
    ("deed", "expected", "said", "recorded"),
    [
        ("send", (1, 1), "The link has been sent again", "Link to the registration sent again"),
        ("renew", (2, 1), "Links sent before no longer work; the message", "Link to the registration renewed"),
        ("block", (2, 0), "Links sent before no longer work; no message", "Link to the registration blocked"),
    ],
)
def test_each_deed_asks_happens_says_so_and_is_in_the_history(  # noqa: PLR0913 - a table
    desk: Desk,
    references: dict[str, str],
    saving: Saving,
    link_of: Callable[[str], tuple[int, int]],
    *,
    deed: str,
    expected: tuple[int, int],
    said: str,
    recorded: str,
) -> None:
    reference = references["Nowak"]
    address = f"{LIST}/{reference}/link/{deed}"
    assert f'href="{address}"' in desk.open(f"{LIST}/{reference}")
    assert f'action="{address}"' in desk.open(address)
    assert link_of(reference) == (1, 0)
    page = desk.send(address)
    assert said in page
    assert recorded in page
    assert link_of(reference) == expected
    with saving() as session:
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert entry is not None
        assert (entry.actor_label, entry.scope) == ("Anna Kowalska", "test")


def test_without_the_sessions_token_or_the_right_nothing_happens(
    desk: Desk, references: dict[str, str], saving: Saving, link_of: Callable[[str], tuple[int, int]]
) -> None:
    reference = references["Nowak"]
    address = f"{LIST}/{reference}/link/renew"
    assert desk.client.post(address).status_code == 400
    assert desk.client.get(f"{LIST}/{reference}/link/steal").status_code == 404
    with saving() as session:
        staff(session, Role.READER, small_edition(session, "elsewhere"), "reader@example.org")
    reader = sign_in(desk.client.application.test_client(), "reader@example.org")
    reader.open("/office/elsewhere/attendees")
    assert reader.client.get(address).status_code == 404
    assert link_of(reference) == (1, 0)


def test_the_history_names_what_a_participant_changed(desk: Desk, saving: Saving) -> None:
    with saving() as session:
        edition = small_edition(session, "editing")
        staff(session, Role.SECRETARIAT, edition)
        application = make_application(last_name="Wrona", honorific="pani")
        made = person(session, edition, **vars(application))
        wanted = replace(
            application,
            honorific="",
            phone="+48 600 000 000",
            voivodeship="10",
            days=(FIRST_DAY,),
            accessibility="pętla",
            consent_list=True,
        )
        edit(session, made, Correction(wanted, made_from(session, made), {}), Actor("participant"), now())
        reference = made.reference
    page = desk.open(f"/office/editing/attendees/{reference}").replace("\u00a0", " ")
    history = page.partition('<ol class="line">')[2]
    for line in (
        "Data changed",
        "the participant",
        "Form of address: Pani (Ms) → not given",
        "Telephone: not given → +48 600 000 000",
        "Voivodeship: opolskie → łódzkie",
        "Days: 27 January, 28 January → 27 January",
        "Publication in the list of participants: no → yes",
        "Access needs and diet details: changed",
    ):
        assert line in history, line
    assert "pętla" not in history
