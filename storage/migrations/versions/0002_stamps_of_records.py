"""Every document with records has a stamp, which is another one after each writing of its records."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "record_stamp",
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("stamp", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("document", name=op.f("record_stamp_key")),
    )
    op.execute("INSERT INTO record_stamp (document, stamp) SELECT DISTINCT document, 'at first' FROM record")
