"""The registry of panels beside a person's data: rooms above add what they know of the person."""

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy.orm import Session

from sokwms_reg.core.office import allowed
from sokwms_reg.editions.models import Edition
from sokwms_reg.editions.states import Permission
from sokwms_reg.registration.models import Registration


@dataclass(frozen=True)
class Panel:
    """One panel, shown to whoever has the permission; `markup` gives a `<section class="card stack">`, or nothing."""

    name: str
    permission: Permission
    markup: Callable[[Session, Edition, Registration], Markup]


_panels: dict[str, Panel] = {}


def add_panel(panel: Panel) -> None:
    """Add a panel to every person's page; the same name twice is a mistake of the program: ValueError."""
    if panel.name in _panels:
        message = f"panel {panel.name!r} exists"
        raise ValueError(message)
    _panels[panel.name] = panel


def panels_about(session: Session, edition: Edition, found: Registration) -> list[Markup]:
    """Return the panels that the signed-in person may see, in the order in which they were added."""
    seen = [panel for panel in _panels.values() if allowed(panel.permission, edition.slug)]
    return [panel.markup(session, edition, found) for panel in seen]
