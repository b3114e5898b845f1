"""What a backup holds: checksums of its files, rows of its tables, the version and migrations that wrote it."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from hamyar.operations.backups.fault import BackupFault

FORMAT = 1
NAME = "manifest.json"
DUMP = "database.dump"
FILES = "files"


@dataclass(frozen=True)
class Kept:
    """One file of a backup."""

    sha256: str
    bytes: int


@dataclass(frozen=True)
class Manifest:
    """``files`` are paths inside the folder, with slashes; ``rows`` are counted in the snapshot that was dumped."""

    version: str
    made_at: str
    server_version: str
    migrations: tuple[str, ...]
    rows: dict[str, int]
    files: dict[str, Kept]

    def write(self, folder: Path) -> None:
        text = json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=False, indent=1, sort_keys=True)
        (folder / NAME).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Raises BackupFault when there is none, or when it is not one that this version reads."""
        path = folder / NAME
        if not path.is_file():
            raise BackupFault(f"{folder} is no backup: it holds no {NAME}.")
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            written_as = data.pop("format")
            if written_as != FORMAT:
                raise BackupFault(f"{path} has format {written_as!r}; this version reads format {FORMAT}.")
            return cls(**_shaped(data))
        except BackupFault:
            raise
        except (ValueError, TypeError, KeyError, AttributeError, OSError) as fault:
            raise BackupFault(f"{path} is broken and cannot be read ({type(fault).__name__}).") from fault


def _shaped(data: dict[str, Any]) -> dict[str, Any]:
    datetime.fromisoformat(data["made_at"])
    files = {str(path): Kept(str(kept["sha256"]), int(kept["bytes"])) for path, kept in data["files"].items()}
    if DUMP not in files:
        raise KeyError(DUMP)
    for path in files:
        parts = PurePosixPath(path).parts
        if path != DUMP and (parts[0] != FILES or len(parts) < 2 or ".." in parts):
            raise ValueError(path)
    rows = {str(table): int(count) for table, count in data["rows"].items()}
    return {**data, "migrations": tuple(map(str, data["migrations"])), "rows": rows, "files": files}


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
