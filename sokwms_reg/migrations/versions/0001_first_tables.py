"""first tables."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Move the database forward."""
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.String(), nullable=False),
        sa.Column("actor_id", sa.String(), nullable=False),
        sa.Column("actor_label", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index("ix_audit_entry_subject_id", ["subject", "id"], unique=False)

    op.create_table(
        "edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("name_pl", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("title_pl", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("lead_pl", sa.String(), nullable=False),
        sa.Column("lead_en", sa.String(), nullable=False),
        sa.Column("description_pl", sa.String(), nullable=False),
        sa.Column("description_en", sa.String(), nullable=False),
        sa.Column("aims_pl", sa.String(), nullable=False),
        sa.Column("aims_en", sa.String(), nullable=False),
        sa.Column("city_pl", sa.String(), nullable=False),
        sa.Column("city_en", sa.String(), nullable=False),
        sa.Column("venue_pl", sa.String(), nullable=False),
        sa.Column("venue_en", sa.String(), nullable=False),
        sa.Column("address_pl", sa.String(), nullable=False),
        sa.Column("address_en", sa.String(), nullable=False),
        sa.Column("languages_pl", sa.String(), nullable=False),
        sa.Column("languages_en", sa.String(), nullable=False),
        sa.Column("funding_pl", sa.String(), nullable=False),
        sa.Column("funding_en", sa.String(), nullable=False),
        sa.Column("contact_name_pl", sa.String(), nullable=False),
        sa.Column("contact_name_en", sa.String(), nullable=False),
        sa.Column("contact_email", sa.String(), nullable=False),
        sa.Column("contact_phone", sa.String(), nullable=False),
        sa.Column("rules_pl", sa.String(), nullable=False),
        sa.Column("rules_en", sa.String(), nullable=False),
        sa.Column("privacy_pl", sa.String(), nullable=False),
        sa.Column("privacy_en", sa.String(), nullable=False),
        sa.Column("privacy_version", sa.String(), nullable=False),
        sa.Column("registration_opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("registration_closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("promotion_until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
        sa.UniqueConstraint("slug", name=op.f("uq_edition_slug")),
    )
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("subject_ref", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("dedupe_key", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("to_name", sa.String(), nullable=False),
        sa.Column("to_address", sa.String(), nullable=False),
        sa.Column("reply_to", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_answer", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_message_dedupe_key")),
        sa.UniqueConstraint("message_id", name=op.f("uq_message_message_id")),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_message_scope"), ["scope"], unique=False)
        batch_op.create_index("ix_message_state_next_try_at", ["state", "next_try_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_message_subject_ref"), ["subject_ref"], unique=False)

    op.create_table(
        "user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("fs_webauthn_user_handle", sa.String(length=64), nullable=False),
        sa.Column("tf_primary_method", sa.String(length=64), nullable=True),
        sa.Column("tf_totp_secret", sa.String(length=255), nullable=True),
        sa.Column("tf_last_counter", sa.Integer(), nullable=True),
        sa.Column("mf_recovery_codes", sa.UnicodeText(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("email", name=op.f("uq_user_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_user_fs_uniquifier")),
        sa.UniqueConstraint("fs_webauthn_user_handle", name=op.f("uq_user_fs_webauthn_user_handle")),
    )
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("content_type", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_attachment_message_id_message")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachment_message_id"), ["message_id"], unique=False)

    op.create_table(
        "category",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("name_pl", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("description_pl", sa.String(), nullable=False),
        sa.Column("description_en", sa.String(), nullable=False),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.CheckConstraint("taken >= 0 AND taken <= capacity", name=op.f("ck_category_taken")),
        sa.CheckConstraint("waiting >= 0", name=op.f("ck_category_waiting")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_category_edition_id_edition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category")),
        sa.UniqueConstraint("edition_id", "key", name=op.f("uq_category_edition_id_key")),
    )
    op.create_table(
        "edition_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("title_pl", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("note_pl", sa.String(), nullable=False),
        sa.Column("note_en", sa.String(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.CheckConstraint("taken >= 0 AND (capacity = 0 OR taken <= capacity)", name=op.f("ck_edition_day_taken")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_edition_day_edition_id_edition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_day")),
        sa.UniqueConstraint("edition_id", "date", name=op.f("uq_edition_day_edition_id_date")),
        sa.UniqueConstraint("edition_id", "key", name=op.f("uq_edition_day_edition_id_key")),
    )
    op.create_table(
        "material",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title_pl", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("note_pl", sa.String(), nullable=False),
        sa.Column("note_en", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_material_edition_id_edition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_material")),
        sa.UniqueConstraint("edition_id", "key", name=op.f("uq_material_edition_id_key")),
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_membership_edition_id_edition")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_membership_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("user_id", "edition_id", name=op.f("uq_membership_user_id_edition_id")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_edition_id"), ["edition_id"], unique=False)
        batch_op.create_index(
            "uq_membership_everywhere",
            ["user_id"],
            unique=True,
            sqlite_where=sa.text("edition_id IS NULL"),
            postgresql_where=sa.text("edition_id IS NULL"),
        )

    op.create_table(
        "partner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name_pl", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("note_pl", sa.String(), nullable=False),
        sa.Column("note_en", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_partner_edition_id_edition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner")),
    )
    with op.batch_alter_table("partner", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_partner_edition_id"), ["edition_id"], unique=False)

    op.create_table(
        "places",
        sa.Column("edition_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_places_edition_id_edition")),
        sa.PrimaryKeyConstraint("edition_id", name=op.f("pk_places")),
    )
    op.create_table(
        "room",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("name_pl", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_room_edition_id_edition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room")),
        sa.UniqueConstraint("edition_id", "key", name=op.f("uq_room_edition_id_key")),
    )
    op.create_table(
        "speaker",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position_pl", sa.String(), nullable=False),
        sa.Column("position_en", sa.String(), nullable=False),
        sa.Column("institution_pl", sa.String(), nullable=False),
        sa.Column("institution_en", sa.String(), nullable=False),
        sa.Column("bio_pl", sa.String(), nullable=False),
        sa.Column("bio_en", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_speaker_edition_id_edition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speaker")),
        sa.UniqueConstraint("edition_id", "key", name=op.f("uq_speaker_edition_id_key")),
    )
    op.create_table(
        "webauthn",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(length=1024), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("transports", sa.UnicodeText(), nullable=True),
        sa.Column("backup_state", sa.Boolean(), nullable=False),
        sa.Column("device_type", sa.String(length=64), nullable=False),
        sa.Column("extensions", sa.String(), nullable=True),
        sa.Column("usage", sa.String(length=64), nullable=False),
        sa.Column("lastuse_datetime", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_webauthn_user_id_user"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webauthn")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_webauthn_credential_id")),
    )
    with op.batch_alter_table("webauthn", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_webauthn_user_id"), ["user_id"], unique=False)

    op.create_table(
        "programme_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("day_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title_pl", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("abstract_pl", sa.String(), nullable=False),
        sa.Column("abstract_en", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("interpretation", sa.Boolean(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name=op.f("ck_programme_session_both_times")),
        sa.ForeignKeyConstraint(["day_id"], ["edition_day.id"], name=op.f("fk_programme_session_day_id_edition_day")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_programme_session_edition_id_edition")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_programme_session_room_id_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_session")),
        sa.UniqueConstraint("edition_id", "key", name=op.f("uq_programme_session_edition_id_key")),
    )
    with op.batch_alter_table("programme_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_programme_session_day_id"), ["day_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_programme_session_room_id"), ["room_id"], unique=False)

    op.create_table(
        "registration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("salutation", sa.String(), nullable=False),
        sa.Column("honorific", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("last_name", sa.String(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("institution", sa.String(), nullable=False),
        sa.Column("voivodeship", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("contact_name", sa.String(), nullable=False),
        sa.Column("contact_email", sa.String(), nullable=False),
        sa.Column("contact_phone", sa.String(), nullable=False),
        sa.Column("interpretation", sa.String(), nullable=False),
        sa.Column("diet", sa.String(), nullable=False),
        sa.Column("accessibility", sa.String(), nullable=False),
        sa.Column("consent_list", sa.Boolean(), nullable=False),
        sa.Column("consent_next", sa.Boolean(), nullable=False),
        sa.Column("privacy_version", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state_changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offer_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_by", sa.String(), nullable=False),
        sa.Column("queue_number", sa.Integer(), nullable=False),
        sa.Column("form_nonce", sa.String(), nullable=False),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.Column("ticket_code", sa.String(), nullable=False),
        sa.Column("name_folded", sa.String(), nullable=False),
        sa.Column("address_folded", sa.String(), nullable=False),
        sa.Column("search_text", sa.String(), nullable=False),
        sa.Column("sort_name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_registration_category_id_category")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_registration_edition_id_edition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        sa.UniqueConstraint("edition_id", "form_nonce", name=op.f("uq_registration_edition_id_form_nonce")),
        sa.UniqueConstraint("reference", name=op.f("uq_registration_reference")),
        sa.UniqueConstraint("ticket_code", name=op.f("uq_registration_ticket_code")),
    )
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registration_category_id"), ["category_id"], unique=False)
        batch_op.create_index("ix_registration_list", ["edition_id", "sort_name", "id"], unique=False)
        batch_op.create_index("ix_registration_queue", ["edition_id", "state", "queue_number"], unique=False)
        batch_op.create_index(
            "uq_registration_active_person",
            ["edition_id", "address_folded", "name_folded"],
            unique=True,
            sqlite_where=sa.text("state NOT IN ('cancelled', 'rejected')"),
            postgresql_where=sa.text("state NOT IN ('cancelled', 'rejected')"),
        )

    op.create_table(
        "registration_day",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("day_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["day_id"], ["edition_day.id"], name=op.f("fk_registration_day_day_id_edition_day")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_registration_day_registration_id_registration")
        ),
        sa.PrimaryKeyConstraint("registration_id", "day_id", name=op.f("pk_registration_day")),
    )
    with op.batch_alter_table("registration_day", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registration_day_day_id"), ["day_id"], unique=False)

    op.create_table(
        "session_speaker",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("speaker_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["programme_session.id"], name=op.f("fk_session_speaker_session_id_programme_session")
        ),
        sa.ForeignKeyConstraint(["speaker_id"], ["speaker.id"], name=op.f("fk_session_speaker_speaker_id_speaker")),
        sa.PrimaryKeyConstraint("session_id", "speaker_id", name=op.f("pk_session_speaker")),
    )
    with op.batch_alter_table("session_speaker", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_speaker_speaker_id"), ["speaker_id"], unique=False)


def downgrade() -> None:
    """Move the database back."""
    with op.batch_alter_table("session_speaker", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_session_speaker_speaker_id"))

    op.drop_table("session_speaker")
    with op.batch_alter_table("registration_day", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registration_day_day_id"))

    op.drop_table("registration_day")
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_registration_active_person",
            sqlite_where=sa.text("state NOT IN ('cancelled', 'rejected')"),
            postgresql_where=sa.text("state NOT IN ('cancelled', 'rejected')"),
        )
        batch_op.drop_index("ix_registration_queue")
        batch_op.drop_index("ix_registration_list")
        batch_op.drop_index(batch_op.f("ix_registration_category_id"))

    op.drop_table("registration")
    with op.batch_alter_table("programme_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_programme_session_room_id"))
        batch_op.drop_index(batch_op.f("ix_programme_session_day_id"))

    op.drop_table("programme_session")
    with op.batch_alter_table("webauthn", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_webauthn_user_id"))

    op.drop_table("webauthn")
    op.drop_table("speaker")
    op.drop_table("room")
    op.drop_table("places")
    with op.batch_alter_table("partner", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_partner_edition_id"))

    op.drop_table("partner")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_membership_everywhere",
            sqlite_where=sa.text("edition_id IS NULL"),
            postgresql_where=sa.text("edition_id IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_membership_edition_id"))

    op.drop_table("membership")
    op.drop_table("material")
    op.drop_table("edition_day")
    op.drop_table("category")
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attachment_message_id"))

    op.drop_table("attachment")
    op.drop_table("user")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_message_subject_ref"))
        batch_op.drop_index("ix_message_state_next_try_at")
        batch_op.drop_index(batch_op.f("ix_message_scope"))

    op.drop_table("message")
    op.drop_table("edition")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_entry_subject_id")

    op.drop_table("audit_entry")
