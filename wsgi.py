"""The application for a WSGI server: `granian --interface wsgi wsgi:app`."""

from sokwms_reg.app import create_app
from sokwms_reg.core.config import Config

app = create_app(Config.from_environment())
