"""Flask-Security's mails, in our words and through our outbox."""

import hashlib
from types import SimpleNamespace
from typing import Any

from css_inline import CSSInliner
from flask import current_app, url_for
from flask_security import MailUtil
from sqlalchemy.orm import Session

from sokwms_reg.accounts.models import User
from sokwms_reg.core.bilingual import Bilingual
from sokwms_reg.core.clock import now
from sokwms_reg.core.db import db
from sokwms_reg.core.i18n import speaking
from sokwms_reg.core.templates import environment
from sokwms_reg.outbox.service import FinishedLetter, enqueue

RESET_HOURS = 24
FOLDER = "email/accounts"
# The frame of all letters names an edition's secretariat; accounts belong to none.
NO_EDITION = SimpleNamespace(
    contact_name=Bilingual(), contact_email="", contact_phone="", demonstration=False, funding=Bilingual()
)

# Rules inside @media cannot stand in an attribute: they stay, for readers in dark mode.
_inliner = CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


class OutboxMail(MailUtil):
    """Queues what Flask-Security wants sent; its own subjects and bodies are not rendered at all."""

    def send_mail(
        self,
        template: str,
        subject: str,
        recipient: str | tuple[str, str],
        sender: str | tuple[str, str],
        body: str | None,
        html: str | None,
        **kwargs: Any,  # noqa: ANN401 - the words that the mail is about
    ) -> None:
        """Queue the letter named by the end of `template`, in the language of the account, in the open transaction."""
        del subject, recipient, sender, body, html
        user: User = kwargs["user"]
        kind = template.rpartition("/")[2]
        token = kwargs.get("reset_token", "")
        _enqueue(db.session(), user, kind, token)


def _enqueue(session: Session, user: User, kind: str, token: str) -> None:
    once = hashlib.sha256(f"{user.fs_uniquifier}{token}".encode()).hexdigest()
    enqueue(
        session,
        letter(user, kind, token),
        scope="",
        subject_ref=f"user:{user.id}",
        dedupe_key=f"accounts:{kind}:{user.id}:{once}",
        now=now(),
    )


def letter(user: User, kind: str, token: str = "") -> FinishedLetter:
    """Render one of the kinds of `templates/email/accounts`.

    Links begin with the public address from the settings: the Host header of whoever asked must not reach a mail.
    """
    base = str(current_app.config["BASE_URL"])
    words = {
        "name": user.name or user.email,
        "link": base + (url_for("security.reset_password", token=token) if token else url_for("security.login")),
        "forgotten": base + url_for("security.forgot_password"),
        "hours": RESET_HOURS,
        "language": user.language,
        "edition": NO_EDITION,
        "salutation": "",
    }
    with speaking(user.language):
        parts = {
            name: environment().get_template(f"{FOLDER}/{kind}/{name}").render(words)
            for name in ("subject.txt", "body.txt", "body.html")
        }
    return FinishedLetter(
        kind=f"accounts.{kind}",
        language=user.language,
        to_name=user.name,
        to_address=user.email,
        reply_to="",
        subject=parts["subject.txt"].strip(),
        text=parts["body.txt"].strip() + "\n",
        html=_inliner.inline(parts["body.html"]),
    )
