"""Notes of the secretariat, pairs that are no duplicates, registrations that were merged."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ACTIVE = "state NOT IN ('cancelled', 'rejected')"


def upgrade() -> None:
    op.create_table(
        "registration_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.String(), nullable=False),
        sa.Column("author_label", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_registration_note_registration_id_registration")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_note")),
    )
    op.create_index(op.f("ix_registration_note_registration_id"), "registration_note", ["registration_id"])
    op.create_table(
        "distinct_pair",
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("found_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["first_id"], ["registration.id"], name=op.f("fk_distinct_pair_first_id_registration")),
        sa.ForeignKeyConstraint(
            ["second_id"], ["registration.id"], name=op.f("fk_distinct_pair_second_id_registration")
        ),
        sa.PrimaryKeyConstraint("first_id", "second_id", name=op.f("pk_distinct_pair")),
    )
    op.create_index(op.f("ix_distinct_pair_second_id"), "distinct_pair", ["second_id"])
    op.create_table(
        "merged_registration",
        sa.Column("gone_id", sa.Integer(), nullable=False),
        sa.Column("stays_id", sa.Integer(), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["gone_id"], ["registration.id"], name=op.f("fk_merged_registration_gone_id_registration")
        ),
        sa.ForeignKeyConstraint(
            ["stays_id"], ["registration.id"], name=op.f("fk_merged_registration_stays_id_registration")
        ),
        sa.PrimaryKeyConstraint("gone_id", name=op.f("pk_merged_registration")),
    )
    op.create_index(op.f("ix_merged_registration_stays_id"), "merged_registration", ["stays_id"])
    op.create_index(
        "ix_registration_alike",
        "registration",
        ["edition_id", "name_folded", "institution_folded"],
        sqlite_where=sa.text(ACTIVE),
        postgresql_where=sa.text(ACTIVE),
    )


def downgrade() -> None:
    op.drop_index("ix_registration_alike", "registration")
    op.drop_table("merged_registration")
    op.drop_table("distinct_pair")
    op.drop_table("registration_note")
