"""What every page of the office about people begins with."""

from flask import abort
from flask_login import current_user
from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.core.tokens import normal_reference
from sokwms_reg.editions.models import Edition
from sokwms_reg.editions.queries import edition_by_slug
from sokwms_reg.registration import queries as registrations
from sokwms_reg.registration.models import Registration


def acting() -> Actor:
    """Return who is signed in, as the history names them."""
    return Actor("staff", str(current_user.id), current_user.name or current_user.email)


def edition_at(session: Session, slug: str) -> Edition:
    """Return the edition of the address; 404 where there is none."""
    return edition_by_slug(session, slug) or abort(404)


def registration_at(session: Session, edition: Edition, reference: str) -> Registration:
    """Return a registration of the edition by its reference, however it is spelt; 404 where there is none."""
    return registrations.by_reference(session, edition.id, normal_reference(reference)) or abort(404)
