"""Members of the staff and their passkeys, with the columns that Flask-Security asks for.

What a person may do is no matter of this room: `editions.Membership` says it. So Flask-Security's roles have no table;
`roles` is always empty.
"""

# Flask-Security declares for type checkers that `email` is a str, where a mapped class says Mapped[str]; its own
# models switch the same error off.
# mypy: disable-error-code="assignment"

from datetime import datetime

from flask_security import AsaList, UserMixin, WebAuthnMixin, verify_password
from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sokwms_reg.core.base import Base


class User(Base, UserMixin):
    """A member of the staff, known by an e-mail address in lower case.

    `fs_uniquifier` changes with the password and so ends every session that was opened with the old one.
    `tf_last_counter` is the time step of the last code accepted: none is good twice (RFC 6238, 5.2).
    """

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(255), unique=True)
    name: Mapped[str] = mapped_column(default="")
    password: Mapped[str] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    language: Mapped[str] = mapped_column(String(2), default="pl")
    created_at: Mapped[datetime]

    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    fs_webauthn_user_handle: Mapped[str] = mapped_column(String(64), unique=True)
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    tf_last_counter: Mapped[int | None]
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(AsaList()))

    # Flask-Security appends a new passkey here and deletes from here: the one collection of the house.
    webauthn: Mapped[list["WebAuthn"]] = relationship(back_populates="user", cascade="all, delete-orphan")

    tf_phone_number = None  # read and reset by Flask-Security; no codes are sent to telephones here
    roles = ()  # memberships authorise

    def verify_and_update_password(self, password: str) -> bool:
        """Tell whether this is the password, and update nothing.

        A sign-in writes nothing. A hash with former parameters stays until its owner sets a new password.
        """
        return bool(verify_password(password, self.password))


class WebAuthn(Base, WebAuthnMixin):
    """A passkey, named by its owner; `usage` is "first" (instead of the password) or "secondary" (after it)."""

    __tablename__ = "webauthn"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(64))
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1024), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(default=0)
    transports: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(AsaList()))
    backup_state: Mapped[bool]
    device_type: Mapped[str] = mapped_column(String(64))
    extensions: Mapped[str | None]
    usage: Mapped[str] = mapped_column(String(64))
    lastuse_datetime: Mapped[datetime]

    user: Mapped[User] = relationship(back_populates="webauthn")
