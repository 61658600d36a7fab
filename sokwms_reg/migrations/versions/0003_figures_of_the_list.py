"""Figures beside the list are counted in an index."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_registration_figures", "registration", ["edition_id", "category_id", "state"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_registration_figures", table_name="registration")
