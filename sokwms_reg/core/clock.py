"""The only clock: instants in UTC, shown in an edition's zone."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """Return the present instant, aware, in UTC, to the second (what pages show and databases compare alike)."""
    return datetime.now(UTC).replace(microsecond=0)


def local(instant: datetime, zone: str) -> datetime:
    """Return the same instant on the clocks of `zone`, an IANA name such as Europe/Warsaw."""
    return instant.astimezone(ZoneInfo(zone))


def instant(naive: datetime, zone: str) -> datetime:
    """Return the instant (UTC) of a local time of `zone`; the first of two where the clocks go back."""
    return naive.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def exists(naive: datetime, zone: str) -> bool:
    """Tell whether the clocks of the zone ever show this time: in spring they skip an hour."""
    return local(instant(naive, zone), zone).replace(tzinfo=None) == naive
