"""The least that a Flask application can do: what pages are measured against, under the same server."""

from flask import Flask


def create_app() -> Flask:
    """Return an application with one page of one word."""
    app = Flask("hello")
    app.get("/")(lambda: "hello")
    return app
