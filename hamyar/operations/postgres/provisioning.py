"""The database of an installation and its two roles: one that owns, one that works."""

from pathlib import Path

from hamyar.operations.postgres.server import SUPERUSER, Server

OWNER_ROLE = "hamyar_owner"
APP_ROLE = "hamyar_app"
SCRIPT = Path(__file__).with_name("provision.sql")


def provision(server: Server, database: str) -> None:
    """Create the database with its roles, extensions and default privileges, or bring an existing one to that state."""
    server.psql(SCRIPT.read_text(encoding="utf-8"), dbname="postgres", user=SUPERUSER, variables={"database": database})
