"""Lists handed over, the register of disclosures, and files that the worker makes."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _disclosures()
    _handovers()
    _downloads()
    op.create_table(
        "handover_rows",
        sa.Column("handover_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["handover_id"], ["handover.id"], name=op.f("fk_handover_rows_handover_id_handover")),
        sa.PrimaryKeyConstraint("handover_id", name=op.f("pk_handover_rows")),
    )


def _disclosures() -> None:
    op.create_table(
        "disclosure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *_actor(),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("written", sa.String(), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("first_person", sa.Integer(), nullable=False),
        sa.Column("last_person", sa.Integer(), nullable=False),
        sa.Column("people", sa.LargeBinary(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_disclosure_edition_id_edition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure")),
    )
    op.create_index("ix_disclosure_edition", "disclosure", ["edition_id", "id"], unique=False)


def _handovers() -> None:
    op.create_table(
        "handover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=True),
        sa.Column("previous_id", sa.Integer(), nullable=True),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("shape", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *_actor(),
        sa.Column("keep_until", sa.Date(), nullable=False),
        sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_handover_edition_id_edition")),
        sa.ForeignKeyConstraint(["first_id"], ["handover.id"], name=op.f("fk_handover_first_id_handover")),
        sa.ForeignKeyConstraint(["previous_id"], ["handover.id"], name=op.f("fk_handover_previous_id_handover")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
        sa.UniqueConstraint("previous_id", name=op.f("uq_handover_previous_id")),
    )
    op.create_index("ix_handover_edition", "handover", ["edition_id", "id"], unique=False)
    op.create_index(op.f("ix_handover_first_id"), "handover", ["first_id"], unique=False)


def _downloads() -> None:
    op.create_table(
        "export_job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        *_actor(),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("written", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("file", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_export_job_edition_id_edition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_job")),
    )
    op.create_index("ix_export_job_state", "export_job", ["state", "id"], unique=False)
    op.create_index(op.f("ix_export_job_edition_id"), "export_job", ["edition_id"], unique=False)


def _actor() -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in ("actor_kind", "actor_id", "actor_label")]


def downgrade() -> None:
    op.drop_index(op.f("ix_export_job_edition_id"), table_name="export_job")
    op.drop_index("ix_export_job_state", table_name="export_job")
    op.drop_table("export_job")
    op.drop_table("handover_rows")
    op.drop_index(op.f("ix_handover_first_id"), table_name="handover")
    op.drop_index("ix_handover_edition", table_name="handover")
    op.drop_table("handover")
    op.drop_index("ix_disclosure_edition", table_name="disclosure")
    op.drop_table("disclosure")
