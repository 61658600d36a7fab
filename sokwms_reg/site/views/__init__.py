"""The public pages of the site and what stands outside any language."""

from flask import Flask

from sokwms_reg.site.views import editions, machines, pages
from sokwms_reg.site.views.frame import machines as machines_blueprint
from sokwms_reg.site.views.frame import site

__all__ = ["editions", "init_site", "machines", "pages", "site"]


def init_site(app: Flask) -> None:
    """Open the public pages, and the addresses without a language."""
    app.register_blueprint(site)
    app.register_blueprint(machines_blueprint)
