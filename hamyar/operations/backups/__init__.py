"""The whole installation in one folder, and back: ``database.dump``, ``files/``, ``manifest.json``.

A backup is complete or it does not exist: it is made beside its place and renamed at the end. A restore reads into an
empty database only, in one transaction, after every checksum has been compared.
"""

from hamyar.operations.backups.fault import BackupFault
from hamyar.operations.backups.manifest import Manifest
from hamyar.operations.backups.reading import restore
from hamyar.operations.backups.writing import back_up

__all__ = ["BackupFault", "Manifest", "back_up", "restore"]
