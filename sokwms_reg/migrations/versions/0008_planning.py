"""The calendar of the office, and what finds and filters the history and the registrations of a day by indexes."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "office_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("title_pl", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("offset_days", sa.Integer(), nullable=True),
        sa.Column("fixed_on", sa.Date(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(offset_days IS NULL) <> (fixed_on IS NULL)", name=op.f("ck_office_task_when")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_office_task_edition_id_edition")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_office_task_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_task")),
    )
    op.create_index(op.f("ix_office_task_edition_id"), "office_task", ["edition_id"], unique=False)
    op.create_index("ix_audit_entry_scope_action", "audit_entry", ["scope", "action", "id"], unique=False)
    op.create_index(
        "ix_audit_entry_scope_actor", "audit_entry", ["scope", "actor_kind", "actor_id", "id"], unique=False
    )
    op.create_index("ix_audit_entry_scope_id", "audit_entry", ["scope", "id"], unique=False)
    op.create_index("ix_registration_by_day", "registration", ["edition_id", "registered_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_registration_by_day", table_name="registration")
    for name in ("ix_audit_entry_scope_id", "ix_audit_entry_scope_actor", "ix_audit_entry_scope_action"):
        op.drop_index(name, table_name="audit_entry")
    op.drop_index(op.f("ix_office_task_edition_id"), table_name="office_task")
    op.drop_table("office_task")
