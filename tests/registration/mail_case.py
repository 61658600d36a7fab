"""One registration with all that a letter about it needs."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.agenda.models import ProgrammeSession
from sokwms_reg.editions.models import Category, Edition, EditionDay
from sokwms_reg.outbox.models import Attachment, Message
from sokwms_reg.registration.emails import Letter, Special, enqueue
from sokwms_reg.registration.models import Registration, RegistrationDay

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FIRST, SECOND = date(2026, 12, 8), date(2026, 12, 9)
# What single letters have beside the rest.
SPECIAL = {
    "changed": [("Days", "8 December")],
    "moved": True,
    "new_code": True,
    "dropped": "9 December",
    "with_calendar": True,
    "holds": True,
    "renewed": True,
    "changed_by_office": False,
    "old_name": "prof. Anna Mróz",
    "privacy_url": "http://localhost/en/editions/demo/privacy",
}


class Case:
    """An edition with two days (hours are known for the first), a category, and one registration for both days."""

    def __init__(self, session: Session, **values: object) -> None:
        """Store them; `values` change the registration."""
        self.session = session
        self.edition = Edition(
            slug="demo",
            published=True,
            demonstration=True,
            name_pl="V SOKWMS",
            name_en="5th SOKWMS",
            title_pl="Partnerstwa, które trwają",
            title_en="Partnerships that last",
            venue_pl="Filharmonia Świętokrzyska",
            venue_en="Świętokrzyska Philharmonic",
            city_pl="Kielce",
            city_en="Kielce",
            funding_pl="Współfinansuje MSZ.",
            funding_en="Co-financed by the MFA.",
            contact_name_pl="Sekretariat V SOKWMS",
            contact_name_en="5th SOKWMS secretariat",
            contact_email="sekretariat@example.org",
            contact_phone="+48 41 000 00 00",
            promotion_until=date(2026, 12, 5),
        )
        session.add(self.edition)
        session.flush()
        self.category = Category(
            edition_id=self.edition.id, key="ngo", name_pl="Organizacje pozarządowe", name_en="NGOs", capacity=5
        )
        self.days = [
            EditionDay(edition_id=self.edition.id, key=f"day-{number}", date=day)
            for number, day in enumerate((FIRST, SECOND), start=1)
        ]
        session.add_all([self.category, *self.days])
        session.flush()
        session.add(self._opening())
        self.registration = self._registration(values)

    def _opening(self) -> ProgrammeSession:
        return ProgrammeSession(
            edition_id=self.edition.id,
            day_id=self.days[0].id,
            key="opening",
            kind="opening",
            title_pl="Otwarcie",
            title_en="Opening",
            starts_at=datetime(2026, 12, 8, 8, 30, tzinfo=UTC),
            ends_at=datetime(2026, 12, 8, 16, 0, tzinfo=UTC),
        )

    def _registration(self, values: dict[str, object]) -> Registration:
        given: dict[str, object] = {
            "state": "confirmed",
            "language": "en",
            "title": "dr",
            "first_name": "Żaneta",
            "last_name": "Łoś",
            "email": "zaneta@example.org",
            "institution": "Fundacja",
            "cancelled_by": "",
        }
        made = Registration(
            edition_id=self.edition.id,
            category_id=self.category.id,
            reference="7K3M9QXZ",
            registered_at=NOW,
            state_changed_at=NOW,
            queue_number=1,
            form_nonce="nonce",
            ticket_code="ticket",
            name_folded="zaneta los",
            address_folded="zaneta@example.org",
            institution_folded="fundacja",
            search_text="",
            sort_name="los zaneta",
            **{**given, **values},
        )
        self.session.add(made)
        self.session.flush()
        self.session.add_all(RegistrationDay(registration_id=made.id, day_id=day.id) for day in self.days)
        self.session.flush()
        return made

    def send(self, letter: Letter, *, event: int = 1, position: int = 0, reason: str = "") -> Message:
        """Queue a letter about the registration."""
        return enqueue(
            self.session,
            letter,
            self.registration,
            self.edition,
            self.category,
            NOW,
            event=event,
            position=position,
            reason=reason,
            special=Special(SPECIAL),
        )

    def attachments(self, message: Message) -> Sequence[Attachment]:
        """Return what goes with a message."""
        return self.session.scalars(select(Attachment).where(Attachment.message_id == message.id)).all()
