"""What every page of an import begins with: the edition, and one's own file in it."""

from dataclasses import dataclass

from flask import abort
from flask_login import current_user
from sqlalchemy.orm import Session

from sokwms_reg.attendees.queries import Scope, scope_of
from sokwms_reg.core import clock
from sokwms_reg.core.office import require
from sokwms_reg.editions.office import edition_at
from sokwms_reg.editions.states import Permission
from sokwms_reg.imports import queries
from sokwms_reg.imports.models import ImportFile
from sokwms_reg.registration.states import Phase, phase

SHUT = {Phase.NONE, Phase.CANCELLED}  # in these not even the office registers people


@dataclass(frozen=True)
class Desk:
    """A file and what it is to be imported into."""

    scope: Scope
    kept: ImportFile


def desk_at(session: Session, slug: str, token: str) -> Desk:
    """Return one's own file. 403 for whoever may not write, 404 where there is none, or nobody is registered."""
    require(Permission.PEOPLE_WRITE, slug)
    edition = edition_at(session, slug)
    if is_shut(session, slug):
        abort(404)
    kept = queries.file_of(session, edition.id, int(current_user.id), token, clock.now()) or abort(404)
    return Desk(scope_of(session, edition), kept)


def is_shut(session: Session, slug: str) -> bool:
    """Tell whether nobody can be registered in the edition."""
    return phase(edition_at(session, slug), clock.now()) in SHUT
