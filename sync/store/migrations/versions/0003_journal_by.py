"""Remember who made an edit: a laptop may have several people."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    with op.batch_alter_table("journal", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.add_column(sa.Column("made_by", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    """Take the change back."""
    with op.batch_alter_table("journal", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_column("made_by")
