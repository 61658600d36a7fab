"""The real application on a port of its own with the demonstration in it, and pages that must raise no error."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import BytecodeCache
from playwright.sync_api import Browser, ConsoleMessage, Page
from werkzeug.serving import make_server

from sokwms_reg.app import create_app
from sokwms_reg.audit.models import Actor
from sokwms_reg.core import jobs
from sokwms_reg.core.clock import now
from sokwms_reg.core.config import Config
from sokwms_reg.core.db import db, writing
from sokwms_reg.transfer.service import load_demonstration, shipped
from tests.browser.wall import Wall, on_the_wall
from tests.databases import Databases, installation, settings_for
from tests.gallery import Gallery, fill
from tests.gallery_office import hang_office
from tests.gallery_own import hang_own
from tests.gallery_states import hang_states

LOOKS = Path(__file__).with_name("looks.js")
REFUSED_FORM = "the server responded with a status of 422"  # Chromium notes each, though the page is as it should be


@dataclass(frozen=True)
class Site:
    """The running application and where it writes its mail."""

    url: str
    app: Flask
    instance: Path

    def letters_to(self, address: str) -> list[EmailMessage]:
        """Do all that the worker would do now, and return the letters to an address, the oldest first."""
        assert jobs.run_once(self.app) == []
        files = sorted((self.instance / "mail").rglob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        letters = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
        return [letter for letter in letters if address in letter["To"]]


@dataclass
class Watched:
    """A page, and what went wrong on it."""

    page: Page
    problems: list[str] = field(default_factory=list)

    def note(self, message: ConsoleMessage) -> None:
        """Keep an error or warning of the console: a break of the content policy is one."""
        if message.type in {"error", "warning"} and REFUSED_FORM not in message.text:
            self.problems.append(f"{self.page.url}: {message.text}")


@pytest.fixture(scope="session")
def site(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve the demonstration for the whole run."""
    instance = tmp_path_factory.mktemp("site")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    with databases.fresh(instance) as database_url:
        app = create_app(Config.from_environment({**settings_for(database_url, instance), "SOKWMS_BASE_URL": url}))
        with app.app_context(), writing() as session:
            for slug, text in shipped():
                if slug == "demo":
                    load_demonstration(session, text, now(), Actor("command"))
        server = make_server("127.0.0.1", port, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield Site(url, app, instance)
        server.shutdown()
        thread.join()
        server.server_close()
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """Return a maker of pages in a browser of their own; at the end none may have raised an error."""
    watched: list[Watched] = []
    with ExitStack() as stack:

        def open_page(**wishes: Any) -> Page:  # noqa: ANN401 - as Playwright takes them
            context = browser.new_context(base_url=site.url, **wishes)
            stack.callback(context.close)
            context.set_default_timeout(10_000)
            one = Watched(context.new_page())
            one.page.on("console", one.note)
            one.page.on("pageerror", lambda error: one.problems.append(str(error)))
            watched.append(one)
            return one.page

        yield open_page
        problems = [problem for one in watched for problem in one.problems]
        cookies = [cookie for one in watched for cookie in one.page.context.cookies()]
    assert problems == []
    assert cookies == []


@pytest.fixture(scope="session")
def gallery(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory, compiled_templates: BytecodeCache
) -> Iterator[Gallery]:
    """Give every page in every state, as the server sends it; the application stays for their pictures and styles."""
    folder = tmp_path_factory.mktemp("gallery")
    with databases.fresh(folder) as database_url, installation(settings_for(database_url, folder)) as app:
        app.jinja_env.bytecode_cache = compiled_templates
        yield fill(app, hang_states, hang_office, hang_own)


@pytest.fixture(scope="session")
def wall(gallery: Gallery) -> Iterator[Wall]:
    """Hang the gallery up where a browser can see it."""
    with on_the_wall(gallery) as made:
        yield made


@pytest.fixture
def frame(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Return a maker of pages for looking at the gallery."""
    with ExitStack() as stack:

        def make(width: int = 1280, height: int = 900, **wishes: Any) -> Page:  # noqa: ANN401 - as Playwright takes them
            size = {"width": width, "height": height}
            context = browser.new_context(**{"viewport": size, "reduced_motion": "reduce", **wishes})
            stack.callback(context.close)
            context.set_default_timeout(10_000)
            context.add_init_script(path=LOOKS)
            return context.new_page()

        yield make
