"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("event", "document", "arrival", "decision", "wave", "letter")


def upgrade() -> None:
    op.create_table(
        "answer",
        sa.Column("campaign", sa.String(), nullable=False),
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sections", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("as_printed", sa.String(), nullable=False),
        sa.Column("low", sa.Float(), nullable=True),
        sa.Column("high", sa.Float(), nullable=True),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("records", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("waiting", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("campaign", "wave", "authority", "question", name=op.f("answer_key")),
    )
    op.create_table(
        "decision",
        sa.Column("decision_id", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("campaign", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("row_text", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("undoes", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("decision_key")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index("decision_on_document", ["document"], unique=False)
        batch_op.create_index("decision_on_item", ["item"], unique=False)

    op.create_table(
        "document",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("stored_at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("document_key")),
    )
    op.create_table(
        "event",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("campaign", sa.String(), nullable=False),
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("payload", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("corrects", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("event_key")),
        sa.UniqueConstraint("id", name=op.f("event_one_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index("event_of_request", ["wave", "authority", "seq"], unique=False)

    op.create_table(
        "finding",
        sa.Column("finding_id", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("campaign", sa.String(), nullable=False),
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("finding_id", name=op.f("finding_key")),
    )
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.create_index("finding_by_authority", ["authority", "code"], unique=False)
        batch_op.create_index("finding_by_code", ["campaign", "code"], unique=False)

    op.create_table(
        "heartbeat",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("heartbeat_key")),
    )
    op.create_table(
        "lease",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("started", sa.String(), nullable=False),
        sa.Column("taken_at", sa.Float(), nullable=False),
        sa.Column("expires_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("lease_key")),
    )
    op.create_table(
        "message",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("received", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("filed_to", sa.String(), nullable=False),
        sa.Column("rung", sa.String(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("reply_class", sa.String(), nullable=False),
        sa.Column("classification", sa.String(), nullable=False),
        sa.Column("candidates", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("message_key")),
    )
    op.create_table(
        "reading",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("versions", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", "versions", name=op.f("reading_key")),
    )
    op.create_table(
        "record",
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("campaign", sa.String(), nullable=False),
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("grain", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("counted_as", sa.String(), nullable=False),
        sa.Column("as_printed", sa.String(), nullable=False),
        sa.Column("low", sa.Float(), nullable=True),
        sa.Column("high", sa.Float(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("period_as_printed", sa.String(), nullable=False),
        sa.Column("part_period", sa.Boolean(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("role_detail", sa.String(), nullable=False),
        sa.Column("role_as_printed", sa.String(), nullable=False),
        sa.Column("rank_band", sa.String(), nullable=False),
        sa.Column("rank_band_as_printed", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("platform_as_printed", sa.String(), nullable=False),
        sa.Column("nature", sa.String(), nullable=False),
        sa.Column("nature_as_printed", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("outcome_group", sa.String(), nullable=False),
        sa.Column("outcome_as_printed", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("account_as_printed", sa.String(), nullable=False),
        sa.Column("other", sa.String(), nullable=False),
        sa.Column("breakdown", sa.String(), nullable=False),
        sa.Column("row_kind", sa.String(), nullable=False),
        sa.Column("period_asked", sa.String(), nullable=False),
        sa.Column("period_answered", sa.String(), nullable=False),
        sa.Column("definition_answered", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("document_name", sa.String(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("box", sa.String(), nullable=False),
        sa.Column("sheet", sa.String(), nullable=False),
        sa.Column("cell", sa.String(), nullable=False),
        sa.Column("span", sa.String(), nullable=False),
        sa.Column("table_index", sa.Integer(), nullable=False),
        sa.Column("row_text", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("extractor", sa.String(), nullable=False),
        sa.Column("extractor_version", sa.String(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("accepted_by", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("caveat", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", name=op.f("record_key")),
    )
    with op.batch_alter_table("record", schema=None) as batch_op:
        batch_op.create_index("record_by_outcome", ["authority", "outcome"], unique=False)
        batch_op.create_index("record_by_period", ["authority", "period"], unique=False)
        batch_op.create_index("record_by_platform", ["authority", "platform"], unique=False)
        batch_op.create_index("record_by_question", ["authority", "campaign", "question"], unique=False)
        batch_op.create_index("record_by_role", ["authority", "role"], unique=False)
        batch_op.create_index("record_of_document", ["document"], unique=False)

    op.create_table(
        "review_item",
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("campaign", sa.String(), nullable=False),
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("document_name", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("row_text", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("asks", sa.String(), nullable=False),
        sa.Column("choices", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("risk", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("item_id", name=op.f("review_item_key")),
    )
    with op.batch_alter_table("review_item", schema=None) as batch_op:
        batch_op.create_index("review_queue", ["state", "risk"], unique=False)

    op.create_table(
        "wave",
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("campaign", sa.String(), nullable=False),
        sa.Column("send_on", sa.String(), nullable=False),
        sa.Column("planned_at", sa.String(), nullable=False),
        sa.Column("question_set", sa.String(), nullable=False),
        sa.Column("calendar", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("wave", name=op.f("wave_key")),
    )
    op.create_table(
        "arrival",
        sa.Column("arrival_id", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=False),
        sa.Column("request", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["document.sha256"], name=op.f("arrival_sha256_known")),
        sa.PrimaryKeyConstraint("arrival_id", name=op.f("arrival_key")),
    )
    with op.batch_alter_table("arrival", schema=None) as batch_op:
        batch_op.create_index("arrival_for_request", ["request"], unique=False)
        batch_op.create_index("arrival_in_parent", ["parent"], unique=False)
        batch_op.create_index("arrival_of_document", ["sha256"], unique=False)

    op.create_table(
        "letter",
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("campaign", sa.String(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("recipient_status", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("rendered_at", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["wave"], ["wave.wave"], name=op.f("letter_wave_known")),
        sa.PrimaryKeyConstraint("wave", "authority", name=op.f("letter_key")),
        sa.UniqueConstraint("message_id", name=op.f("letter_one_message_id")),
        sa.UniqueConstraint("reference", name=op.f("letter_one_reference")),
    )

    for table in APPEND_ONLY:
        refuse_change(table)


def refuse_change(table: str) -> None:
    """Make the database itself refuse UPDATE and DELETE (and on PostgreSQL TRUNCATE) on a table of facts."""
    words = f"{table} is append-only: a correction is a new row"
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_refuse_change() RETURNS trigger LANGUAGE plpgsql "
        f"AS $$ BEGIN RAISE EXCEPTION '{words}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse_change()"
    )
