"""Write docs/roles.md, who may do what, from the code; with `check` only say whether it is stale (status 1).

What roles may do comes from `sokwms_reg/editions/states.py`; who may open which address from the table that
`tests/test_access.py` tries address by address, so the page says nothing that is not tested.
"""

import inspect
import re
import sys
import tempfile
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from flask import Flask
from generated import write_or_check
from werkzeug.routing import Rule

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # the tables of the tests stand beside the package

from sokwms_reg.backoffice.office.frame import ROLES  # noqa: E402 - after the path
from sokwms_reg.core.i18n import gettext, speaking  # noqa: E402 - as above
from sokwms_reg.editions.models import Role  # noqa: E402 - as above
from sokwms_reg.editions.states import PERMISSIONS, Permission  # noqa: E402 - as above
from tests.databases import installation, settings_for  # noqa: E402 - as above
from tests.test_access import ANY_EDITION, OFFICE, office_rules  # noqa: E402 - as above

PAGE = ROOT / "docs" / "roles.md"
CONVERTER = re.compile(r"<\w+(?:\([^)]*\))?:(\w+)>")

WORDS = {
    Permission.PEOPLE_READ: "See figures, the list of participants, a person's page, decisions and the waiting list",
    Permission.NEEDS_READ: "See access needs and meals",
    Permission.PEOPLE_WRITE: "Decide on registrations, change data, register by hand, import, tag, merge, write notes",
    Permission.PEOPLE_EXPORT: "Take lists away: exports, lists handed over, the register of disclosures",
    Permission.SETTINGS_READ: "See the settings of the edition and what it lacks",
    Permission.SETTINGS_WRITE: "Change the settings: windows, categories, places, texts",
    Permission.OUTBOX_READ: "See the messages that were sent",
    Permission.OUTBOX_WRITE: "Send a message again",
    Permission.TASKS_READ: "See the calendar of the office",
    Permission.TASKS_WRITE: "Change the calendar of the office",
    Permission.AUDIT_READ: "See the history: who did what to which record, when",
    Permission.PROTOCOL_READ: "See the cards of guests of honour and the welcome list, and their history",
    Permission.PROTOCOL_WRITE: "Change the cards of guests, their order and the list of offices",
}
MEANT = {
    Role.ADMINISTRATOR: "whoever looks after the installation; always for all editions",
    Role.ORGANISER: "whoever answers for an edition",
    Role.SECRETARIAT: "whoever runs an edition day by day",
    Role.RECEPTION: "whoever stands at the door: sees people, changes nothing",
    Role.READER: "a controller of the grant: sees, takes lists away and hands them over, changes no registration",
}
HEAD = """# Who may do what

*Written from `sokwms_reg/editions/states.py` and `tests/test_access.py` by `make roles`; a test refuses a page that
differs.*

A member of the staff has a role in one edition, or in all (`sokwms-reg user create`, see
[operations.md](operations.md)). In an edition where somebody has no role, every address answers 404, as if the edition
did not exist; a page that the role does not open answers 403.
"""
ADDRESSES = """
## Every address of the office

In each edition of one's own. A record of one edition under the address of another is 404 for everybody
(`tests/test_other_editions.py`).
"""


def roles() -> str:
    """Return the table of the roles with their Polish names."""
    with speaking("pl"):
        rows = [f"| {role.value} | {gettext(ROLES[role])} | {MEANT[role]} |" for role in Role]
    return "\n".join(["| Role | Polish | Who it is meant for |", "|---|---|---|", *rows])


def permissions() -> str:
    """Return the table of what each role may do."""
    rows = [_row(WORDS[one], [role for role in Role if one in PERMISSIONS[role]]) for one in Permission]
    return "\n".join([*_heading("What"), *rows])


def addresses(app: Flask) -> str:
    """Return a table for each room of all its addresses."""
    known = {**OFFICE, **ANY_EDITION}
    rules = sorted(office_rules(app), key=lambda pair: (_room(pair[0]), pair[0].rule, pair[1]))
    parts = []
    for room, found in groupby(rules, key=lambda pair: _room(pair[0])):
        rows = []
        for rule, method in found:
            meaning = (inspect.getdoc(app.view_functions[rule.endpoint]) or "").partition("\n")[0]
            address = CONVERTER.sub(r"<\1>", rule.rule).replace("<slug>", "…").removeprefix("/office")
            rows.append(_row(f"`{method} {address}` | {meaning}", known[rule.endpoint, method][0]))
        parts += ["", f"### {room}", "", *_heading("Address | What it does"), *rows]
    return "\n".join(parts)


def _room(rule: Rule) -> str:
    return str(rule.endpoint).partition(".")[0]


def _heading(first: str) -> list[str]:
    columns = f"| {first} | {' | '.join(role.value for role in Role)} |"
    return [columns, "|---" * (columns.count("|") - 1) + "|"]


def _row(first: str, allowed: Iterable[Role]) -> str:
    may = set(allowed)
    return f"| {first} | {' | '.join('yes' if role in may else '' for role in Role)} |".replace("|  ", "| ")


def page() -> str:
    """Return the whole page."""
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/none.sqlite3"
        with installation(settings_for(database, Path(folder))) as app:
            listed = addresses(app)
    return f"{HEAD}\n{roles()}\n\n## What each role may do\n\n{permissions()}\n{ADDRESSES}{listed}\n"


def main(arguments: list[str], path: Path = PAGE) -> int:
    """Write the page, or check it; return the exit status."""
    return write_or_check(arguments, path, page, "make roles")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
