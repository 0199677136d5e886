"""Alembic's entry: it is handed a connection, so that migrating is part of the caller's work."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    render_as_batch=True,
    transactional_ddl=False,
)
context.run_migrations()
