"""Every room's models, for migrations and tests."""

from sokwms_reg.accounts import models as accounts
from sokwms_reg.agenda import models as agenda
from sokwms_reg.attendees import models as attendees
from sokwms_reg.audit import models as audit
from sokwms_reg.core import cache
from sokwms_reg.core.base import Base
from sokwms_reg.disclosures import models as disclosures
from sokwms_reg.editions import models as editions
from sokwms_reg.handovers import models as handovers
from sokwms_reg.imports import models as imports
from sokwms_reg.outbox import models as outbox
from sokwms_reg.planning import models as planning
from sokwms_reg.protocol import models as protocol
from sokwms_reg.registration import models as registration

metadata = Base.metadata

__all__ = [
    "accounts",
    "agenda",
    "attendees",
    "audit",
    "cache",
    "disclosures",
    "editions",
    "handovers",
    "imports",
    "metadata",
    "outbox",
    "planning",
    "protocol",
    "registration",
]
