"""Remember what finished records here have changed in an entity since the server gave it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    with op.batch_alter_table("entity") as batch:
        for name in ("trunk_version", "branch_id"):
            batch.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    """Take the change back."""
    with op.batch_alter_table("entity") as batch:
        batch.drop_column("branch_id")
        batch.drop_column("trunk_version")
