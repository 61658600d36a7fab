"""`sokwms-reg sample SLUG --count N`: sample registrations, for demonstrations and measurements only."""

import secrets
from datetime import timedelta
from random import Random

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from sokwms_reg.core import clock
from sokwms_reg.core.db import writing
from sokwms_reg.editions.models import Edition
from sokwms_reg.outbox.service import discard
from sokwms_reg.registration.service.samples import Crowd, add_samples, decide_some
from sokwms_reg.registration.states import Phase, phase

A_WHILE = timedelta(days=21)
MOST = 200_000


@click.command("sample")
@click.argument("slug")
@click.option("--count", type=click.IntRange(1, MOST), required=True, help="How many registrations to add.")
@click.option("--no-mail", is_flag=True, help="Queue no messages about them.")
@click.option("--seed", type=int, default=None, help="The same number gives the same names.")
@with_appcontext
def sample(slug: str, count: int, *, no_mail: bool, seed: int | None) -> None:
    """Add sample registrations to the edition SLUG; they fill its places, then its waiting lists."""
    if current_app.config["SOKWMS"].production:
        refusal = "Sample people are refused in production (SOKWMS_ENV=production): they would stand among real ones."
        raise click.ClickException(refusal)
    made = add_to(slug, count, seed=seed, mail=not no_mail)
    click.echo(f"{made} sample registrations added to {slug}.")


def add_to(slug: str, count: int, *, seed: int | None, mail: bool) -> int:
    """Add samples in one transaction and return how many. Raises ClickException with a sentence."""
    random = Random(secrets.randbits(32) if seed is None else seed)  # noqa: S311 - invented people, no secrets
    now = clock.now()
    with writing() as session:
        edition = session.scalar(select(Edition).where(Edition.slug == slug))
        if edition is None:
            message = f"There is no edition {slug}; edition import loads one."
            raise click.ClickException(message)
        if phase(edition, now) != Phase.OPEN or edition.registration_opens_at is None:
            message = f"{slug} takes no registrations now; samples follow the same rules as people."
            raise click.ClickException(message)
        since = max(edition.registration_opens_at, now - A_WHILE)
        added = add_samples(session, edition, Crowd(count, since, now), random)
        decide_some(session, edition, added, now)
        if not mail:
            discard(session, [registration.subject_ref for registration in added])
    return len(added)
