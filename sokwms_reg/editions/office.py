"""What every page of the office begins with: who acts, and in which edition."""

from flask import abort
from flask_login import current_user
from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.editions.models import Edition
from sokwms_reg.editions.queries import edition_by_slug


def acting() -> Actor:
    """Return who is signed in, as the history names them."""
    return Actor("staff", str(current_user.id), current_user.name or current_user.email)


def edition_at(session: Session, slug: str) -> Edition:
    """Return the edition of the address; 404 where there is none."""
    return edition_by_slug(session, slug) or abort(404)
