"""What all tests share: a database of their own, an application, a browser, and guards against the outside."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings as hypothesis_settings
from jinja2 import BytecodeCache, FileSystemBytecodeCache
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy.orm import Session

from sokwms_reg.core.db import begin_writing, writing
from tests.addresses import compile_once
from tests.chromium import browser_required, find_chromium
from tests.databases import (
    Databases,
    PostgresDatabases,
    SqliteDatabases,
    installation,
    settings_for,
    start_postgresql,
)
from tests.guards import forbid_outside_connections, forbid_smtp
from tests.smtp import SmtpReceiver, receiving

NO_BROWSER = "no Chromium found; install one, or name it in SOKWMS_CHROMIUM"
POSTGRES_URI = pytest.StashKey[str]()

# No deadline an example: how long one takes says more about the machine than about the code.
hypothesis_settings.register_profile("project", deadline=None)
hypothesis_settings.load_profile("project")


def pytest_configure(config: pytest.Config) -> None:
    patch = pytest.MonkeyPatch()
    compile_once(patch)
    config.add_cleanup(patch.undo)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite", help="the database to test on")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Start PostgreSQL once a run: in the process that pytest was called in, whose workers are told the address."""
    config = session.config
    if config.getoption("--database") != "postgresql" or config.option.collectonly:
        return
    worker = getattr(config, "workerinput", None)
    if worker is not None:
        config.stash[POSTGRES_URI] = worker["postgresql"]
        return
    config.stash[POSTGRES_URI], stop = start_postgresql()
    config.add_cleanup(stop)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:  # noqa: ANN401 - xdist's WorkerController has no types
    """Tell a worker of xdist where PostgreSQL is."""
    if POSTGRES_URI in node.config.stash:
        node.workerinput["postgresql"] = node.config.stash[POSTGRES_URI]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark tests that open pages, which the quick part leaves out; on PostgreSQL run only what is marked for it."""
    for item in items:
        if "client" in getattr(item, "fixturenames", ()):
            item.add_marker("pages")
    if config.getoption("--database") != "postgresql":
        return
    chosen = [item for item in items if item.get_closest_marker("both_databases")]
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = chosen


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave browser tests out where there is no browser, or fail if one is required."""
    if item.get_closest_marker("browser") and find_chromium() is None:
        if browser_required():
            pytest.fail(f"{NO_BROWSER} (SOKWMS_REQUIRE_BROWSER=1)", pytrace=False)
        pytest.skip(NO_BROWSER)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line that browser tests were left out."""
    left_out = [report for report in terminalreporter.stats.get("skipped", []) if NO_BROWSER in str(report.longrepr)]
    if left_out:
        terminalreporter.write_line(f"{len(left_out)} browser tests were left out: {NO_BROWSER}.")


@pytest.fixture(autouse=True)
def _stay_inside(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test that reaches the network, or sends mail without `smtp_server`, even if it swallows the error."""
    attempts: list[str] = []
    forbid_outside_connections(monkeypatch, attempts)
    if "smtp_server" not in request.fixturenames:
        forbid_smtp(monkeypatch, attempts)
    yield
    if attempts:
        pytest.fail(f"the test tried to reach {', '.join(attempts)}", pytrace=False)


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Databases:
    """Return the source of migrated, empty databases."""
    if request.config.getoption("--database") == "postgresql":
        return PostgresDatabases(request.config.stash[POSTGRES_URI])
    return SqliteDatabases(tmp_path_factory.mktemp("template"))


@pytest.fixture
def database_url(databases: Databases, tmp_path: Path) -> Iterator[str]:
    """Give a migrated, empty database of the test's own."""
    with databases.fresh(tmp_path) as url:
        yield url


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> dict[str, str]:
    """Return the `SOKWMS_*` settings of the test's installation, to be changed or given to a subprocess."""
    return settings_for(database_url, tmp_path)


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> BytecodeCache:
    """Keep templates compiled from one application to the next: compiling is half the time of a page's test."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(settings: dict[str, str], compiled_templates: BytecodeCache) -> Iterator[Flask]:
    """Give the application on the test's database; mail goes to `.eml` files in the test's folder."""
    with installation(settings) as made:
        made.testing = True
        made.jinja_env.bytecode_cache = compiled_templates
        yield made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a browser without script."""
    return app.test_client()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """Give a session that writes, for tests of services; rolled back at the end.

    It holds the writer's lock of SQLite: do not use it beside `client` or `saving`.
    """
    with app.app_context():
        opened = begin_writing()
        yield opened
        opened.rollback()


@pytest.fixture
def saving(app: Flask) -> Callable[[], AbstractContextManager[Session]]:
    """Return a maker of blocks that commit when they end, for tests that go on with `client`."""

    @contextmanager
    def block() -> Iterator[Session]:
        with app.app_context(), writing() as opened:
            yield opened

    return block


@pytest.fixture
def smtp_server() -> Iterator[SmtpReceiver]:
    """Give a real SMTP receiver on this machine; its `url` goes into SOKWMS_MAIL_URL."""
    with receiving() as receiver:
        yield receiver


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give a headless Chromium; mark the test `browser`."""
    with sync_playwright() as playwright:
        # No sandbox: as root, and in most containers, Chromium cannot make one. The pages are our own.
        opened = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()
