"""An answer names the letter that says it and the decision behind it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Empty until the answers are brought together again, which every change and every publishing does."""
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("document", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("decision", sa.String(), nullable=False, server_default=""))
