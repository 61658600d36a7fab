"""Cards of the protocol, its list of offices, and an index to find guests of honour."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_CARD = ("position_pl", "position_en", "represents", "seat", "escort", "office_phone", "note")
_OFFICE = ("masculine", "feminine", "english", "to_man", "to_woman", "in_english")
_GUESTS = sa.text("role = 'guest_of_honour'")


def upgrade() -> None:
    op.create_table(
        "protocol_card",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("precedence", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in _CARD),
        sa.Column("to_check", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_protocol_card_edition_id_edition")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_protocol_card_registration_id_registration")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protocol_card")),
        sa.UniqueConstraint("edition_id", "precedence", name=op.f("uq_protocol_card_edition_id_precedence")),
        sa.UniqueConstraint("registration_id", name=op.f("uq_protocol_card_registration_id")),
    )
    op.create_table(
        "protocol_office",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in _OFFICE),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_protocol_office_edition_id_edition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protocol_office")),
        sa.UniqueConstraint("edition_id", "ordinal", name=op.f("uq_protocol_office_edition_id_ordinal")),
    )
    op.create_index(
        "ix_registration_guests",
        "registration",
        ["edition_id"],
        unique=False,
        sqlite_where=_GUESTS,
        postgresql_where=_GUESTS,
    )


def downgrade() -> None:
    op.drop_index("ix_registration_guests", table_name="registration", sqlite_where=_GUESTS, postgresql_where=_GUESTS)
    op.drop_table("protocol_office")
    op.drop_table("protocol_card")
