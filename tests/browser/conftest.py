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
from playwright.sync_api import Browser, ConsoleMessage, Page
from werkzeug.serving import make_server

from sokwms_reg.app import create_app
from sokwms_reg.audit.models import Actor
from sokwms_reg.core import jobs
from sokwms_reg.core.clock import now
from sokwms_reg.core.config import Config
from sokwms_reg.core.db import db, writing
from sokwms_reg.transfer.service import load_demonstration, shipped
from tests.databases import Databases, settings_for

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
