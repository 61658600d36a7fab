"""What the front page of an edition shows: figures, how registrations came in, what is missing."""

from sokwms_reg.backoffice.queries.figures import CategoryFigures, Desk, desk
from sokwms_reg.backoffice.queries.missing import missing
from sokwms_reg.backoffice.queries.trend import Trend, trend

__all__ = ["CategoryFigures", "Desk", "Trend", "desk", "missing", "trend"]
