"""Making a backup."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import psycopg
from psycopg import sql

from hamyar import __version__
from hamyar.operations.backups import programs
from hamyar.operations.backups.fault import BackupFault
from hamyar.operations.backups.manifest import DUMP, FILES, Kept, Manifest, sha256_of

Say = Callable[[str], None]


def back_up(folder: Path, *, owner_url: str, files: Path, at: datetime, say: Say) -> Manifest:
    """Write database and files into ``folder``, which must not exist or be empty. Raises BackupFault.

    The rows are counted in the very snapshot that is dumped; work goes on meanwhile. Files are copied after it: a row
    never points to a file that the backup lacks.
    """
    folder = folder.expanduser().absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BackupFault(f"{folder} exists and is not empty. Name a new folder.")
    with _draft_beside(folder) as draft:
        with _snapshot(owner_url) as (session, snapshot):
            say("database ...")
            migrations = session.execute("select app || '.' || name from django_migrations order by 1").fetchall()
            rows = {table: _count(session, table) for table in tables(session)}
            programs.run(
                "pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={draft / DUMP}", url=owner_url
            )
            server_version = str(session.info.server_version)
        kept = {DUMP: _kept(draft / DUMP)}
        say("files ...")
        for source in sorted(path for path in files.rglob("*") if path.is_file() and not path.is_symlink()):
            target = draft / FILES / source.relative_to(files)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
            kept[target.relative_to(draft).as_posix()] = _kept(target)
        manifest = Manifest(
            version=__version__, made_at=at.isoformat(), server_version=server_version,
            migrations=tuple(name for (name,) in migrations), rows=rows, files=kept,
        )  # fmt: skip
        manifest.write(draft)
        if folder.exists():
            folder.rmdir()
        draft.rename(folder)
    return manifest


def tables(session: psycopg.Connection) -> list[str]:
    """Every table of the installation."""
    found = session.execute(
        "select c.relname from pg_class c where c.relkind in ('r', 'p') and not c.relispartition"
        " and c.relnamespace = 'public'::regnamespace and not exists"
        " (select from pg_depend d where d.objid = c.oid and d.deptype = 'e') order by 1"
    )
    return [name for (name,) in found]


def counted(url: str) -> dict[str, int]:
    """The rows of every table as the owner sees them."""
    with psycopg.connect(url) as session:
        return {table: _count(session, table) for table in tables(session)}


def _count(session: psycopg.Connection, table: str) -> int:
    found = session.execute(sql.SQL("select count(*) from {}").format(sql.Identifier(table))).fetchone()
    assert found is not None
    return int(found[0])


@contextmanager
def _snapshot(owner_url: str) -> Iterator[tuple[psycopg.Connection, str]]:
    """A session in which the database stands still, and the name under which pg_dump joins it."""
    try:
        with psycopg.connect(owner_url) as session:
            session.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            session.read_only = True
            row = session.execute("select pg_export_snapshot()").fetchone()
            assert row is not None
            yield session, row[0]
    except psycopg.Error as fault:
        raise BackupFault(f"The database could not be read: {str(fault).strip()[:300]}") from fault


@contextmanager
def _draft_beside(folder: Path) -> Iterator[Path]:
    """A folder that only its owner opens, under another name until it is complete; gone when something fails."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    except OSError as fault:
        raise BackupFault(f"{folder} cannot be made: {fault.strerror}.") from fault
    try:
        yield draft
    except OSError as fault:
        raise BackupFault(f"The backup could not be written: {fault}.") from fault
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _kept(path: Path) -> Kept:
    return Kept(sha256=sha256_of(path), bytes=path.stat().st_size)
