"""What to fill in for each address that takes arguments, in the house of `tests/house.py`."""

from flask import Flask
from werkzeug.routing import Rule

from sokwms_reg.core.i18n import LANGUAGES
from sokwms_reg.core.links import OwnLink, own_token
from sokwms_reg.core.tokens import sign
from sokwms_reg.registration import service
from sokwms_reg.registration.states import State
from sokwms_reg.transfer.service import shipped
from tests.factories import FIRST_DAY
from tests.house import House

Values = dict[str, object]


def samples(app: Flask, house: House) -> dict[str, list[Values]]:
    """Return, for each address that takes arguments, what to fill in; a new one must be given a line here."""
    key = str(app.config["SECRET_KEY"])
    tokens: list[Values] = [
        {"token": own_token(key, OwnLink(number, 1))} for number, _reference in house.registrations.values()
    ]
    everyone: list[Values] = [{"slug": "test", "reference": ref} for _number, ref in house.registrations.values()]
    steps = {"approve": State.PENDING, "reject": State.PENDING, "cancel": State.CONFIRMED}
    steps |= {"promote": State.WAITING, "offer": State.WAITING, "move": State.WAITING, "category": State.CONFIRMED}
    steps |= {"demote": State.CONFIRMED, "reopen": State.REJECTED}
    questions: list[Values] = [
        {"slug": "test", "step": step, "reference": house.reference(state)} for step, state in steps.items()
    ]
    two = {"reference": house.reference(State.OFFERED), "other": house.reference(State.WAITING)}
    pair: list[Values] = [{"slug": "test", **two}]
    tag: list[Values] = [{"slug": "test", "number": house.tag_id}]
    view: list[Values] = [{"slug": "test", "number": house.view_id}]
    note: list[Values] = [{**everyone[0], "number": house.note_id}]
    links: list[Values] = [{**everyone[0], "deed": deed} for deed in ("send", "renew", "block")]
    parts: list[Values] = [{"slug": "test", "part": part, "key": "ngo"} for part in ("registration", "days", "texts")]
    parts += [{"slug": "test", "part": "category", "key": key} for key in ("ngo", "academia")]
    editions: list[Values] = [{"slug": slug} for slug, _text in shipped()]
    forms: list[Values] = [{"slug": "test", "category": name} for name in ("ngo", "academia", "foreign")]
    message: Values = {"message_id": house.message_id}
    handed: list[Values] = [{"slug": "test", "number": house.handover_id}]
    whole: list[Values] = [{"slug": "test"}]
    tasks: list[Values] = [{"slug": "test", "task_id": house.task_id}]
    receipts: list[Values] = [
        {"slug": "test", "category": "ngo", "r": sign(key, "done", [number, [FIRST_DAY.isoformat()]])}
        for number, _reference in house.registrations.values()
    ]
    return {
        "static": [{"filename": "none.css"}],
        **dict.fromkeys(("site.edition", "site.rules", "site.edition_privacy", "site.materials"), editions),
        **dict.fromkeys(("agenda.overview", "agenda.calendar"), editions),
        "agenda.day": [{"slug": "test", "date": FIRST_DAY.isoformat()}, {"slug": "2015-kielce", "date": "2015-11-17"}],
        "registration.choose": [*editions, {"slug": "test"}],
        "registration.form": [*forms, {"slug": "2015-kielce", "category": "ngo"}],
        "registration.send": forms,
        "registration.done": receipts,
        **dict.fromkeys(("registration.my", "registration.cancel", "registration.calendar", "registration.qr"), tokens),
        **dict.fromkeys(("registration.data", "registration.edit", "registration.renew"), tokens),
        "registration.replace": tokens,
        **dict.fromkeys(("registration.replace_sent", "registration.language"), tokens[:1]),
        "registration.consents": [{**tokens[0], "consent": name} for name in service.CONSENTS],
        "registration.confirmation": tokens,
        **dict.fromkeys(("registration.accept", "registration.cancel_confirmed"), tokens[:1]),
        **dict.fromkeys(("registration.edit_sent", "registration.renew_confirmed"), tokens[:1]),
        "backoffice.front": [{"slug": "test"}],
        "backoffice.audit": [{"slug": "test"}, {"slug": "test", "nonsense": "1", "record": "none"}],
        "backoffice.audit_file": [{"slug": "test", "format": name} for name in ("csv", "xlsx")],
        **{f"planning.{name}": whole for name in ("calendar", "calendar_file", "propose", "new", "add")},
        **{f"planning.{name}": tasks for name in ("task", "change", "delete_asked", "delete")},
        "planning.mark": [{**tasks[0], "deed": deed} for deed in ("done", "undone")],
        **dict.fromkeys(("places.enter", "places.entered"), forms),
        "places.decide": [{"slug": "test", "deed": deed} for deed in ("accept", "refuse")],
        "places.undo": [{"slug": "test"}],
        "places.decisions": [{"slug": "test"}, {"slug": "test", "category": "academia"}],
        "places.waiting": [{"slug": "test"}, {"slug": "test", "category": "ngo"}],
        "attendees.people": [{"slug": "test"}, {"slug": "test", "nonsense": "1", "page": "99"}],
        **dict.fromkeys(("attendees.views", "attendees.view_new", "attendees.view_added"), whole),
        **{f"attendees.view{deed}": view for deed in ("", "_changed", "_saved", "_asked", "_deleted")},
        "attendees.export": [{"slug": "test", "format": name} for name in ("csv", "xlsx", "ods", "json")],
        "attendees.person": everyone,
        **dict.fromkeys(("attendees.salutation", "attendees.data", "attendees.note_added"), everyone[:1]),
        "attendees.section_sent": [{**everyone[0], "section": name} for name in service.SECTIONS],
        **dict.fromkeys(("attendees.note_changed", "attendees.note_asked", "attendees.note_deleted"), note),
        "attendees.duplicates": [{"slug": "test"}],
        **dict.fromkeys(("attendees.tags", "attendees.bulk", "attendees.bulk_gone"), whole),
        **dict.fromkeys(("attendees.tag", "attendees.tag_changed"), tag),
        "attendees.tag_added": everyone[:1],
        "attendees.tag_removed": [{**everyone[0], "number": house.tag_id}],
        **dict.fromkeys(("attendees.distinct", "attendees.merge", "attendees.merge_sent"), pair),
        **{f"imports.{name}": [{"slug": "test"}] for name in ("upload", "uploaded")},
        "imports.template": [{"slug": "test", "format": name} for name in ("csv", "xlsx")],
        **{f"imports.{name}": [{"slug": "test", "token": "none"}] for name in _OF_A_FILE},
        **dict.fromkeys(("attendees.step_asked", "attendees.step_taken"), questions),
        **dict.fromkeys(("attendees.link_asked", "attendees.link_taken"), links),
        "handovers.choose": [{"slug": "test"}, {"slug": "test", "purpose": "caterer"}],
        "handovers.hand_over": [{"slug": "test", "purpose": "hotel"}],
        **dict.fromkeys(("handovers.overview", "handovers.register_file"), whole),
        "handovers.register": [{"slug": "test"}, {"slug": "test", "nonsense": "1", "person": "none"}],
        **dict.fromkeys(("handovers.show", "handovers.changes"), handed),
        **{
            f"handovers.{name}": [{**handed[0], "deed": deed} for deed in ("again", "forget")]
            for name in ("asked", "done")
        },
        "handovers.file": [{**handed[0], "format": name} for name in ("csv", "xlsx")],
        **{f"downloads.{name}": [{"slug": "test", "format": "xlsx"}] for name in ("ask", "order")},
        **{f"downloads.{name}": [{"slug": "test", "number": house.job_id}] for name in ("progress", "file")},
        **dict.fromkeys(("protocol.card", "protocol.card_sent", "protocol.placed"), everyone),
        "protocol.card_asked": everyone,
        "protocol.card_deleted": everyone[:1],
        "protocol.welcome": [{"slug": "test"}, {"slug": "test", "guests": "yes"}, {"slug": "test", "nonsense": "1"}],
        **dict.fromkeys(("protocol.offices", "protocol.office_new", "protocol.office_added"), whole),
        **{
            f"protocol.office{deed}": [{"slug": "test", "number": 1}] for deed in ("", "_changed", "_asked", "_deleted")
        },
        "places.settings": [{"slug": "test"}],
        **dict.fromkeys(("places.settings_form", "places.settings_sent"), parts),
        **{name: [message] for name in ("backoffice.message", "backoffice.message_html", "backoffice.send_again")},
        "backoffice.attachment": [{**message, "number": house.attachment_id}],
        **{name: [{"token": "t"}] for name in _SIGN_IN},
    }


# A file is its owner's alone: nobody's token leads to 404, and tests of the room go further.
_OF_A_FILE = ("mapping", "mapped", "preview", "problems", "do", "discard")
_SIGN_IN = (
    "security.reset_password",
    "security.two_factor_setup_validate",
    "security.wan_register_response",
    "security.wan_signin_response",
    "security.wan_verify_response",
)


def filled(rule: Rule, given: dict[str, list[Values]]) -> list[Values]:
    """Return the arguments for a rule, in both languages where its address has one."""
    wanted = set(rule.arguments) - {"language"}
    assert not wanted or rule.endpoint in given, f"tests/samples.py has no sample arguments for {rule.endpoint}"
    values = given.get(rule.endpoint, [{}])
    if "language" not in rule.arguments:
        return values
    return [{**one, "language": language} for language in LANGUAGES for one in values]
