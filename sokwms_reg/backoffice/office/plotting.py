"""How registrations came in, as bars with words."""

from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from sokwms_reg.backoffice.queries import Trend
from sokwms_reg.backoffice.states import A_WEEK, Span, scale
from sokwms_reg.core.i18n import current_language, current_locale, gettext, ngettext
from sokwms_reg.core.templates import day, days


@dataclass(frozen=True)
class Bar:
    """A span in words, short words that stand under the bar, how many came."""

    label: str
    tick: str
    number: int


@dataclass(frozen=True)
class Plot:
    """Bars, the distance of the lines behind them and the highest of these, and what is to be seen in words."""

    bars: list[Bar]
    step: int
    top: int
    description: str
    title: str
    heading: str


def plot(trend: Trend) -> Plot | None:
    """Return the plot in the reader's words; None where nobody has registered."""
    if not trend.spans:
        return None
    made = [
        Bar(_span(span), _tick(span.first), number) for span, number in zip(trend.spans, trend.numbers, strict=True)
    ]
    step, top = scale(trend.numbers)
    return Plot(made, step, top, _description(trend, made), _title(trend.days), _heading(trend.days))


def _span(span: Span) -> str:
    return day(span.first) if span.days == 1 else days([span.first, span.last])


def _tick(first: date) -> str:
    return format_date(first, "d.MM" if current_language() == "pl" else "d MMM", locale=current_locale())


def _title(length: int) -> str:
    if length == 1:
        return gettext("Registrations by day")
    if length == A_WEEK:
        return gettext("Registrations by week")
    return ngettext("Registrations by %(num)s week", "Registrations by %(num)s weeks", length // A_WEEK)


def _heading(length: int) -> str:
    return gettext("Day") if length == 1 else gettext("Days")


def _description(trend: Trend, made: list[Bar]) -> str:
    most = max(made, key=lambda bar: bar.number)
    span = Span(trend.spans[0].first, trend.spans[-1].last)
    return gettext(
        "%(span)s: %(total)s in all; the most, %(most)s: %(when)s.",
        span=_span(span),
        total=sum(trend.numbers),
        most=most.number,
        when=most.label,
    )
