"""Tags of the office on registrations."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_folded", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_tag_edition_id_edition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag")),
        sa.UniqueConstraint("edition_id", "name_folded", name=op.f("uq_tag_edition_id_name_folded")),
    )
    op.create_table(
        "registration_tag",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_registration_tag_registration_id_registration")
        ),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"], name=op.f("fk_registration_tag_tag_id_tag")),
        sa.PrimaryKeyConstraint("registration_id", "tag_id", name=op.f("pk_registration_tag")),
    )
    op.create_index(op.f("ix_registration_tag_tag_id"), "registration_tag", ["tag_id"])


def downgrade() -> None:
    op.drop_table("registration_tag")
    op.drop_table("tag")
