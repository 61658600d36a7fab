"""Finding somebody's files."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from sokwms_reg.downloads.models import ExportJob

MOST = 20  # files that a page lists


def job_of(session: Session, edition_id: int, number: int, actor_id: str) -> ExportJob | None:
    """Return a file of this edition that this member of the staff has asked for."""
    mine = select(ExportJob).where(ExportJob.id == number, ExportJob.edition_id == edition_id)
    return session.scalar(mine.where(ExportJob.actor_kind == "staff", ExportJob.actor_id == actor_id))


def jobs_of(session: Session, edition_id: int, actor_id: str, now: datetime) -> Sequence[ExportJob]:
    """Return the files that somebody has asked for and that are not over, the newest first."""
    lasting = or_(ExportJob.expires_at.is_(None), ExportJob.expires_at > now)
    mine = select(ExportJob).where(ExportJob.edition_id == edition_id, lasting)
    by_actor = mine.where(ExportJob.actor_kind == "staff", ExportJob.actor_id == actor_id)
    return session.scalars(by_actor.order_by(ExportJob.id.desc()).limit(MOST)).all()
