"""A small edition file that every test of the room changes in one place."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from sokwms_reg.audit.models import Actor
from sokwms_reg.transfer import service

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ACTOR = Actor("command", label="test")

SAMPLE = """\
slug = "sample"
name = { pl = "Próbna", en = "Sample" }

[registration]
opens = 2026-11-02T09:00:00
closes = 2026-12-18T23:59:00
promotion_until = 2027-01-08

[[days]]
key = "day-1"
date = 2027-01-27
capacity = 10

[[days]]
key = "day-2"
date = 2027-01-28

[[categories]]
key = "ngo"
name = { pl = "Organizacje pozarządowe", en = "NGOs" }
capacity = 5

[[categories]]
key = "foreign"
name = { en = "Guests from abroad" }
policy = "approved"
capacity = 5

[[rooms]]
key = "hall"
name = { pl = "Sala" }

[[speakers]]
key = "anna-nowak"
name = "Anna Nowak"

[[speakers]]
key = "jan-kowalski"
name = "Jan Kowalski"

[[sessions]]
key = "opening"
day = "day-1"
kind = "opening"
title = { pl = "Otwarcie" }
starts = 09:30:00
ends = 10:15:00
room = "hall"
speakers = [
  { key = "anna-nowak", role = "chair" },
  { key = "jan-kowalski", role = "speaker" },
]

[[sessions]]
key = "debate"
day = "day-2"
kind = "panel"
title = { pl = "Debata" }

[[partners]]
kind = "host"
name = { pl = "Gospodarz" }

[[partners]]
kind = "funder"
name = { pl = "Fundator" }
"""


def changed(*pairs: tuple[str, str]) -> str:
    """Return the sample with texts exchanged, each of which it must hold."""
    text = SAMPLE
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def load(session: Session, text: str = SAMPLE) -> service.LoadReport:
    """Load a file as the command does."""
    return service.load(session, text, NOW, ACTOR)


def problems(session: Session, text: str) -> list[str]:
    """Return the sentences with which a file is refused."""
    try:
        load(session, text)
    except service.LoadError as error:
        return [str(problem) for problem in error.problems]
    return []
