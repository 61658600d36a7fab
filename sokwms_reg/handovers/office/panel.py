"""On a person's page: to whom this person's data went."""

from flask import current_app
from markupsafe import Markup
from sqlalchemy.orm import Session

from sokwms_reg.attendees.office.panels import Panel, add_panel
from sokwms_reg.attendees.states import actor_words
from sokwms_reg.core.i18n import gettext
from sokwms_reg.disclosures import queries
from sokwms_reg.disclosures.queries import Asked
from sokwms_reg.disclosures.states import KINDS, Kind
from sokwms_reg.editions.models import Edition
from sokwms_reg.editions.states import Permission
from sokwms_reg.registration.models import Registration

MOST = 5


def _disclosures(session: Session, edition: Edition, found: Registration) -> Markup:
    asked = Asked(person=found.id)
    entries = queries.page(session, edition.id, asked, 1)
    template = current_app.jinja_env.get_template("office/handovers/_panel.html")  # without the frame of a page
    return Markup(  # noqa: S704 - the template escapes
        template.render(
            edition=edition,
            registration=found,
            entries=entries[:MOST],
            kind_words=lambda kind: gettext(KINDS[Kind(kind)]),
            actor_words=actor_words,
        )
    )


add_panel(Panel("disclosures", Permission.PEOPLE_EXPORT, _disclosures))
