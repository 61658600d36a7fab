"""Rules of places: reserved ones, limits by day and institution, windows, deadlines, ways of promotion."""

import sqlalchemy as sa
from alembic import op

from sokwms_reg.core.search import fold_words

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

EDITION_TEXTS = ("notice_pl", "notice_en")
EDITION_INSTANTS = ("editing_until", "replacement_until", "withdrawal_until")
CATEGORY_INSTANTS = ("opens_at", "closes_at")
CATEGORY_NUMBERS = (
    "reserved_speakers",
    "reserved_invitations",
    "institution_limit",
    "taken_speakers",
    "taken_invitations",
)
CATEGORY_CHECKS = {
    "speakers": "taken_speakers >= 0 AND taken_speakers <= reserved_speakers",
    "invitations": "taken_invitations >= 0 AND taken_invitations <= reserved_invitations",
    "general": "taken >= taken_speakers + taken_invitations AND taken - taken_speakers - taken_invitations"
    " <= capacity - reserved_speakers - reserved_invitations",
}
BATCH = 1000


def upgrade() -> None:
    with op.batch_alter_table("edition", schema=None) as batch:
        for name in EDITION_TEXTS:
            batch.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))
        batch.add_column(sa.Column("promotion", sa.String(), nullable=False, server_default="automatic"))
        batch.add_column(sa.Column("offer_hours", sa.Integer(), nullable=False, server_default="72"))
        for name in EDITION_INSTANTS:
            batch.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("edition", schema=None) as batch:
        for name in (*EDITION_TEXTS, "promotion", "offer_hours"):
            batch.alter_column(name, server_default=None)
    _upgrade_categories()
    _upgrade_registrations()


def _upgrade_categories() -> None:
    with op.batch_alter_table("category", schema=None) as batch:
        for name in EDITION_TEXTS:
            batch.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))
        for name in CATEGORY_NUMBERS:
            batch.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        for name in CATEGORY_INSTANTS:
            batch.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("category", schema=None) as batch:
        for name in (*EDITION_TEXTS, *CATEGORY_NUMBERS):
            batch.alter_column(name, server_default=None)
        for name, condition in CATEGORY_CHECKS.items():
            batch.create_check_constraint(batch.f(f"ck_category_{name}"), condition)
    op.create_table(
        "category_day",
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("day_id", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.CheckConstraint("taken >= 0 AND taken <= capacity", name=op.f("ck_category_day_taken")),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_category_day_category_id_category")),
        sa.ForeignKeyConstraint(["day_id"], ["edition_day.id"], name=op.f("fk_category_day_day_id_edition_day")),
        sa.PrimaryKeyConstraint("category_id", "day_id", name=op.f("pk_category_day")),
    )
    op.create_index(op.f("ix_category_day_day_id"), "category_day", ["day_id"], unique=False)


def _upgrade_registrations() -> None:
    with op.batch_alter_table("registration", schema=None) as batch:
        batch.add_column(sa.Column("pool", sa.String(), nullable=False, server_default=""))
        batch.add_column(sa.Column("limit_lifted", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("institution_folded", sa.String(), nullable=False, server_default=""))
    _fold_institutions()
    with op.batch_alter_table("registration", schema=None) as batch:
        for name in ("pool", "limit_lifted", "institution_folded"):
            batch.alter_column(name, server_default=None)
        batch.create_index("ix_registration_institution", ["category_id", "institution_folded"], unique=False)
        batch.create_index("ix_registration_line", ["category_id", "state", "queue_number"], unique=False)
        batch.drop_index(batch.f("ix_registration_category_id"))


def _fold_institutions() -> None:
    """Fill the new column as the program does for whoever registers from now on."""
    registration = sa.table("registration", sa.column("id"), sa.column("institution"), sa.column("institution_folded"))
    connection = op.get_bind()
    row = registration.update().where(registration.c.id == sa.bindparam("row"))
    statement = row.values(institution_folded=sa.bindparam("as"))
    last = 0
    while True:
        asked = sa.select(registration.c.id, registration.c.institution).where(registration.c.id > last)
        rows = connection.execute(asked.order_by(registration.c.id).limit(BATCH)).all()
        if not rows:
            return
        folded = [{"row": row, "as": fold_words(text)} for row, text in rows]
        connection.execute(statement, folded)
        last = rows[-1][0]


def downgrade() -> None:
    with op.batch_alter_table("registration", schema=None) as batch:
        batch.create_index(batch.f("ix_registration_category_id"), ["category_id"], unique=False)
        batch.drop_index("ix_registration_line")
        batch.drop_index("ix_registration_institution")
        for name in ("institution_folded", "limit_lifted", "pool"):
            batch.drop_column(name)
    op.drop_index(op.f("ix_category_day_day_id"), table_name="category_day")
    op.drop_table("category_day")
    with op.batch_alter_table("category", schema=None) as batch:
        for name in CATEGORY_CHECKS:
            batch.drop_constraint(batch.f(f"ck_category_{name}"), type_="check")
        for name in (*CATEGORY_INSTANTS, *CATEGORY_NUMBERS, *EDITION_TEXTS):
            batch.drop_column(name)
    with op.batch_alter_table("edition", schema=None) as batch:
        for name in (*EDITION_INSTANTS, "offer_hours", "promotion", *EDITION_TEXTS):
            batch.drop_column(name)
