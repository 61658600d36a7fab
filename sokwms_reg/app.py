"""create_app(): the product's table of contents."""

import logging

from flask import Flask
from flask_migrate import Migrate

from sokwms_reg import tables
from sokwms_reg.accounts.office import init_accounts
from sokwms_reg.agenda.views import agenda
from sokwms_reg.attendees.office import attendees
from sokwms_reg.backoffice.office import backoffice, init_backoffice
from sokwms_reg.core import jobs
from sokwms_reg.core.assets import init_assets
from sokwms_reg.core.cache import init_cache
from sokwms_reg.core.config import Config
from sokwms_reg.core.db import MIGRATIONS, db
from sokwms_reg.core.folders import templates_folder
from sokwms_reg.core.limits import init_limits
from sokwms_reg.core.office import OfficeSessions, csrf, provide_authorisation
from sokwms_reg.core.web import init_web
from sokwms_reg.downloads import tasks as downloads_tasks
from sokwms_reg.downloads.office import downloads
from sokwms_reg.editions.queries import may_in
from sokwms_reg.handovers.office import handovers
from sokwms_reg.imports import tasks as imports_tasks
from sokwms_reg.imports.office import imports
from sokwms_reg.outbox import tasks as outbox
from sokwms_reg.planning.office import planning
from sokwms_reg.protocol.office import protocol
from sokwms_reg.registration import tasks as registration_tasks
from sokwms_reg.registration.office import places
from sokwms_reg.registration.views import registration
from sokwms_reg.site.views import init_site

MEGABYTE = 1024 * 1024


def create_app(config: Config | None = None) -> Flask:
    """Return the application. Raises ConfigError with a sentence when a setting cannot be used."""
    config = config or Config.from_environment()
    _start_log()
    app = Flask(
        "sokwms_reg",
        template_folder=str(templates_folder()),
        static_folder=None,
        instance_path=str(config.instance),
    )
    _configure(app, config)
    _lay_foundations(app)
    _open_rooms(app)
    _hire_worker(app)
    return app


def _start_log() -> None:
    """Log to stderr, unless whoever runs us has set up a log of their own."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for talkative in ("alembic", "huey"):
        logging.getLogger(talkative).setLevel(logging.WARNING)


def _configure(app: Flask, config: Config) -> None:
    secure = config.base_url.startswith("https://")
    app.config.update(
        SOKWMS=config,
        ENV=config.env,
        SECRET_KEY=config.secret_key,
        BASE_URL=config.base_url,
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={
            "pool_pre_ping": config.database_url.startswith("postgresql"),
            "hide_parameters": True,  # an error in the log names the statement, never the people in it
        },
        MAX_CONTENT_LENGTH=2 * MEGABYTE,
        MAX_FORM_MEMORY_SIZE=MEGABYTE,
        SESSION_COOKIE_NAME="sokwms_office",
        SESSION_COOKIE_PATH="/office",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
    )


def _lay_foundations(app: Flask) -> None:
    assert tables.metadata is db.metadata, "every room's tables are known before the first request"  # noqa: S101
    db.init_app(app)
    Migrate(app, db, directory=str(MIGRATIONS), compare_type=True, render_as_batch=True)
    app.session_interface = OfficeSessions()
    csrf.init_app(app)
    init_web(app)
    init_assets(app)
    init_limits(app)
    init_cache(app)


def _open_rooms(app: Flask) -> None:
    init_accounts(app)
    provide_authorisation(app, _may)
    init_backoffice(app)
    init_site(app)
    app.register_blueprint(backoffice)
    app.register_blueprint(attendees)
    app.register_blueprint(handovers)
    app.register_blueprint(downloads)
    app.register_blueprint(imports)
    app.register_blueprint(protocol)
    app.register_blueprint(places)
    app.register_blueprint(planning)
    app.register_blueprint(agenda)
    app.register_blueprint(registration)


def _may(user_id: int, slug: str | None, permission: str) -> bool:
    return may_in(db.session(), user_id, slug, permission)


def _hire_worker(app: Flask) -> None:
    jobs.init_app(app)
    outbox.init_tasks(app)
    registration_tasks.init_tasks(app)
    downloads_tasks.init_tasks(app)
    imports_tasks.init_tasks(app)
