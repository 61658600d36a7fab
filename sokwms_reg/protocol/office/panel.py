"""On a person's page: what the protocol knows, for those who may see it."""

from flask import current_app
from markupsafe import Markup
from sqlalchemy.orm import Session

from sokwms_reg.attendees.office.panels import Panel, add_panel
from sokwms_reg.editions.models import Edition
from sokwms_reg.editions.states import Permission
from sokwms_reg.protocol import queries
from sokwms_reg.registration.models import Registration


def _card(session: Session, edition: Edition, found: Registration) -> Markup:
    template = current_app.jinja_env.get_template("office/protocol/_panel.html")  # without the frame of a page
    return Markup(  # noqa: S704 - the template escapes
        template.render(edition=edition, registration=found, card=queries.card_of(session, found))
    )


add_panel(Panel("protocol", Permission.PROTOCOL_READ, _card))
