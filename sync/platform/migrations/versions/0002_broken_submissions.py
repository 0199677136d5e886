"""Mark the records whose XML is not whole or has no instanceID: Central takes them, so do we."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    with op.batch_alter_table("submission") as batch:
        batch.add_column(sa.Column("fault", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    """Take the change back."""
    with op.batch_alter_table("submission") as batch:
        batch.drop_column("fault")
