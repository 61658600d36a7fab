"""What the edition file says of the programme: rooms, speakers, sessions and who speaks in them."""

import datetime as dt
from dataclasses import dataclass

from sokwms_reg.agenda.models import ProgrammeSession, Room, SessionKind, SessionSpeaker, Speaker, SpeakerRole
from sokwms_reg.core.bilingual import Bilingual
from sokwms_reg.core.clock import exists, instant, local
from sokwms_reg.editions.portable.draft import Draft, Item, Scope, Spot
from sokwms_reg.editions.portable.figures import Flag, Number, Reference, skipped
from sokwms_reg.editions.portable.registry import register
from sokwms_reg.editions.portable.shape import Field, Kind, Row, Table
from sokwms_reg.editions.portable.texts import TITLE, Both, Choice, Key, Line, Required, Text

NONE = Bilingual()


@dataclass(frozen=True)
class TimeOfDay(Kind):
    """A local time on the session's day, an instant in the database; the first of two where the clocks go back."""

    expected = "a local time such as 09:30:00"

    def read(self, raw: object, spot: Spot) -> object:
        """Refuse fractions of a second."""
        if not isinstance(raw, dt.time):
            return self.mistaken(raw, spot)
        return spot.refuse(f"expected {self.expected}, in whole seconds.") if raw.microsecond else raw

    def show(self, row: Row, column: str, scope: Scope) -> object:
        """Return the local time; with its date where that is not the day's, as after the day has been moved."""
        stored = getattr(row, column)
        if stored is None:
            return None
        here = local(stored, scope.zone).replace(tzinfo=None)
        return here.time() if here.date() == scope.rows["days"][row.day_id].date else here

    def store(self, row: Row, column: str, value: object, scope: Scope) -> None:
        """Store the instant; `day` is stored before."""
        if isinstance(value, dt.time):
            date = scope.rows["days"][row.day_id].date
            setattr(row, column, instant(dt.datetime.combine(date, value), scope.zone))
        else:
            setattr(row, column, None)


def _check_times(item: Item, draft: Draft) -> None:
    """Want both times or none, in order, each of which the clocks of that day show."""
    spot = Spot(draft, item.path)
    starts, ends = item.values["starts"], item.values["ends"]
    if (starts is None) != (ends is None):
        absent = "starts" if starts is None else "ends"
        spot.inside(absent).refuse("missing; expected both times, or neither.")
    if isinstance(starts, dt.time) and isinstance(ends, dt.time) and starts >= ends:
        spot.inside("ends").refuse(f"expected a time after the start, {starts}, on the same day.")
    day = draft.find("days", item.values["day"])
    date = day.values.get("date") if day else None
    for name in ("starts", "ends"):
        time = item.values[name]
        if isinstance(time, dt.time) and isinstance(date, dt.date):
            moment = dt.datetime.combine(date, time)
            if not exists(moment, draft.zone):
                spot.inside(name).refuse(skipped(moment, draft.zone))


ROOMS = Table(
    name="rooms",
    model=Room,
    place=30,
    fields=(Field("key", Key()), Field("name", Both(Line(), given=True)), Field("capacity", Number(), 0)),
)

SPEAKERS = Table(
    name="speakers",
    model=Speaker,
    place=40,
    fields=(
        Field("key", Key()),
        Field("name", Required()),
        Field("position", Both(Line(TITLE)), NONE),
        Field("institution", Both(Line(TITLE)), NONE),
        Field("bio", Both(Text()), NONE),
    ),
)

SESSION_SPEAKERS = Table(
    name="speakers",
    model=SessionSpeaker,
    parent="session_id",
    fields=(
        Field("key", Reference("speakers"), column="speaker_id"),
        Field("role", Choice(words=tuple(map(str, SpeakerRole)))),
    ),
)

SESSIONS = Table(
    name="sessions",
    model=ProgrammeSession,
    place=50,
    check=_check_times,
    lists=(SESSION_SPEAKERS,),
    fields=(
        Field("key", Key()),
        Field("day", Reference("days"), column="day_id"),
        Field("kind", Choice(words=tuple(map(str, SessionKind)))),
        Field("title", Both(Line(TITLE), given=True)),
        Field("abstract", Both(Text()), NONE),
        Field("starts", TimeOfDay(), None, column="starts_at"),
        Field("ends", TimeOfDay(), None, column="ends_at"),
        Field("room", Reference("rooms"), None, column="room_id"),
        Field("interpretation", Flag(), default=False),
        Field("capacity", Number(), 0),
    ),
)

register(ROOMS, SPEAKERS, SESSIONS)
