"""An edition with places, people who register in it, and who then change their data."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.outbox.models import Message
from sokwms_reg.outbox.queries import messages_about
from sokwms_reg.registration import queries
from sokwms_reg.registration.models import Registration
from sokwms_reg.registration.service import Application, Correction, edit, made_from, register
from tests.factories import NOW, make_application, make_category, make_edition

PARTICIPANT = Actor("participant")
LATER = NOW + timedelta(hours=1)


class House:
    """An edition whose days have the places given, and the people who register in it."""

    def __init__(self, session: Session, first: int = 0, second: int = 0, capacity: int = 10) -> None:
        self.session = session
        self.edition = make_edition(session)
        self.category = make_category(session, self.edition, capacity=capacity)
        self.days = queries.days(session, self.edition.id)
        self.days[0].capacity, self.days[1].capacity = first, second
        session.flush()
        self.applications: dict[int, Application] = {}

    def comes(self, **given: Any) -> Registration:  # noqa: ANN401 - any field
        """Register somebody."""
        application = make_application(**given)
        made = register(self.session, self.edition, application, NOW).registration
        self.applications[made.id] = application
        return made

    def correction(self, registration: Registration, **changes: Any) -> Correction:  # noqa: ANN401 - any field
        """Return what a form made now would bring."""
        wanted = replace(self.applications[registration.id], **changes)
        return Correction(
            wanted, made_from(self.session, registration), {"voivodeship": "łódzkie", "diet": "wegańskie"}
        )

    def edit(self, registration: Registration, **changes: Any) -> bool:  # noqa: ANN401 - any field
        """Change data."""
        done = edit(self.session, registration, self.correction(registration, **changes), PARTICIPANT, LATER)
        self.applications[registration.id] = replace(self.applications[registration.id], **changes)
        return done

    def taken(self) -> tuple[int, int, int]:
        """Return the places taken: in the category, on the first and on the second day."""
        self.session.expire_all()
        return self.category.taken, self.days[0].taken, self.days[1].taken

    def dates(self, registration: Registration) -> list[object]:
        """Return the days of a registration."""
        return [day.date for day in queries.days_of(self.session, registration.id)]

    def letters(self, registration: Registration) -> list[Message]:
        """Return the letters about a registration, the oldest first."""
        return list(reversed(messages_about(self.session, registration.subject_ref)))

    def kinds(self, registration: Registration) -> list[str]:
        """Return what they are."""
        return [message.kind.rpartition("/")[2] for message in self.letters(registration)]
