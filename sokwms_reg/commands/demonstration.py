"""`sokwms-reg demo`: a whole conference with sample people, on this machine only."""

import os
import shutil
import sys
from pathlib import Path

import click
import flask_migrate
from sqlalchemy import select
from sqlalchemy.orm import Session

from sokwms_reg.accounts.queries import user_by_email
from sokwms_reg.accounts.service import NewUser, create_user, hash_password, random_password, set_password
from sokwms_reg.app import create_app
from sokwms_reg.audit.models import Actor
from sokwms_reg.commands.deskwork import do_desk_work
from sokwms_reg.commands.servers import Program, address_of, demand_free_port, run_together, server_command
from sokwms_reg.core import clock
from sokwms_reg.core.config import Config
from sokwms_reg.core.db import db, writing
from sokwms_reg.core.folders import default_instance
from sokwms_reg.editions.models import Edition, Membership, Role
from sokwms_reg.registration.commands import add_to
from sokwms_reg.transfer import service as transfer

SLUG = "demo"
STAFF = "demo@example.org"
PEOPLE = 150
ACTOR = Actor("command", label="demo")
MARK = "demonstration"
LEFT_OVERS = ("sokwms.sqlite3*", "queue.sqlite3*", "mail", MARK)


@click.command("demo")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=5000, show_default=True)
@click.option("--reset", is_flag=True, help="Forget everything and start afresh.")
def demo(host: str, port: int, *, reset: bool) -> None:
    """Prepare the demonstration and serve web and worker together until Ctrl-C."""
    demand_free_port(host, port)
    environment = _environment(host, port)
    config = Config.from_environment(environment)
    _claim(config.instance, reset=reset)
    app = create_app(config)
    with app.app_context():
        password = _prepare()
        db.engine.dispose()
    programs = [
        Program(server_command(host, port, workers=1), (host, port)),
        Program([sys.executable, "-m", "sokwms_reg", "worker"]),
    ]
    sys.exit(run_together(programs, environment, lambda: _say(config, password)))


def _environment(host: str, port: int) -> dict[str, str]:
    """Return settings that keep to this machine whatever else is set: an embedded database, mail to files."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SOKWMS_")}
    return kept | {
        "SOKWMS_ENV": "development",
        "SOKWMS_INSTANCE": os.environ.get("SOKWMS_INSTANCE") or str(default_instance()),
        "SOKWMS_BASE_URL": address_of(host, port),
        "SOKWMS_LIMITS": "off",
    }


def _claim(instance: Path, *, reset: bool) -> None:
    """Make sure that the folder holds a demonstration or nothing; forget it if asked. Raises ClickException."""
    mark = instance / MARK
    if (instance / "sokwms.sqlite3").exists() and not mark.exists():
        message = f"{instance} holds another installation; name a folder for the demonstration in SOKWMS_INSTANCE."
        raise click.ClickException(message)
    if reset:
        for pattern in LEFT_OVERS:
            for path in instance.glob(pattern):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
    mark.touch()


def _prepare() -> str:
    """Migrate, load what is missing, and return a fresh password of the staff account."""
    flask_migrate.upgrade()
    password = random_password()
    password_hash = hash_password(password)
    with writing() as session:
        fresh = session.scalar(select(Edition.id).where(Edition.slug == SLUG)) is None
        if fresh:
            click.echo("Loading the editions …")
            _load_editions(session)
        _give_access(session, password_hash)
    if fresh:
        click.echo(f"Registering {PEOPLE} sample people …")
        add_to(SLUG, PEOPLE, seed=2027, mail=True)
        with writing() as session:
            do_desk_work(session, session.scalars(select(Edition).where(Edition.slug == SLUG)).one(), clock.now())
    return password


def _load_editions(session: Session) -> None:
    for slug, text in transfer.shipped():
        load = transfer.load_demonstration if slug == SLUG else transfer.load
        load(session, text, clock.now(), ACTOR)


def _give_access(session: Session, password_hash: str) -> None:
    user = user_by_email(session, STAFF)
    if user is None:
        user = create_user(session, NewUser(STAFF, "Demo", password_hash), ACTOR, clock.now())
        session.add(Membership(user_id=user.id, edition_id=None, role=Role.ADMINISTRATOR))
        return
    set_password(session, user, password_hash, ACTOR, clock.now())


def _say(config: Config, password: str) -> None:
    """Print where to go; the password stands on a line of its own."""
    click.echo(
        f"\nPublic pages:  {config.base_url}/pl/ and {config.base_url}/en/"
        f"\nOffice:        {config.base_url}/office/"
        f"\nAccount:       {STAFF}"
        f"\nPassword:      {password}"
        f"\nMail:          {config.mail_folder}/*.eml"
        f"\n\nEverything is invented and stays on this machine. Ctrl-C stops it."
    )
