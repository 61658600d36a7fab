"""What an edition may be called and which categories it may have: both become addresses."""

import re
from enum import StrEnum

from sokwms_reg.editions.models import Role

KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_KEY = 60

# Literal segments under /office/, which an edition's front page would otherwise hide or be hidden by.
RESERVED_SLUGS = frozenset(
    {
        "account",
        "accounts",
        "audit",
        "change",
        "confirm",
        "editions",
        "jobs",
        "language",
        "login",
        "logout",
        "mailings",
        "new",
        "outbox",
        "privacy",
        "reports",
        "reset",
        "search",
        "settings",
        "static",
        "styleguide",
        "transfer",
        "users",
        "verify",
    }
)

CATEGORY_KEYS = ("self-government", "government", "ngo", "academia", "foreign")
FOREIGN = "foreign"  # the category of guests from abroad: a country in place of a voivodeship


class Permission(StrEnum):
    """What a member of the staff may do in an edition.

    `NEEDS_READ` is about access needs and meals, which the form promises to the secretariat alone. `SETTINGS_…` are
    about the rules of an edition: windows, categories, places, texts. `AUDIT_READ` is about everything that was done in
    an edition, by whom. `TASKS_…` are about the calendar of the office, `PROTOCOL_…` about guests of honour.
    """

    PEOPLE_READ = "people_read"
    NEEDS_READ = "needs_read"
    PEOPLE_WRITE = "people_write"
    PEOPLE_EXPORT = "people_export"
    SETTINGS_READ = "settings_read"
    SETTINGS_WRITE = "settings_write"
    OUTBOX_READ = "outbox_read"
    OUTBOX_WRITE = "outbox_write"
    TASKS_READ = "tasks_read"
    TASKS_WRITE = "tasks_write"
    AUDIT_READ = "audit_read"
    PROTOCOL_READ = "protocol_read"
    PROTOCOL_WRITE = "protocol_write"


_EVERYTHING = frozenset(Permission)

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: _EVERYTHING,
    Role.ORGANISER: _EVERYTHING,
    Role.SECRETARIAT: _EVERYTHING - {Permission.SETTINGS_WRITE},
    Role.RECEPTION: frozenset({Permission.PEOPLE_READ, Permission.TASKS_READ}),
    Role.READER: frozenset({Permission.PEOPLE_READ, Permission.PEOPLE_EXPORT, Permission.AUDIT_READ}),
}


def roles_with(permission: str) -> frozenset[Role]:
    """Return the roles that allow something. Raises ValueError for a permission that does not exist."""
    wanted = Permission(permission)
    return frozenset(role for role, allowed in PERMISSIONS.items() if wanted in allowed)
