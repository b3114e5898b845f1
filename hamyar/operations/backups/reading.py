"""Reading a backup into an empty database."""

import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import LiteralString

import psycopg

from hamyar.operations.backups import programs
from hamyar.operations.backups.fault import BackupFault
from hamyar.operations.backups.manifest import DUMP, FILES, NAME, Manifest, sha256_of
from hamyar.operations.backups.writing import counted
from hamyar.operations.postgres import APP_ROLE

# Everything that an installation would have made: tables, views, sequences, functions, types. Extensions do not count.
LEFT_BEHIND = """
    select 'table or sequence ' || c.relname from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'S', 'f')
      and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
    union all
    select 'function ' || p.proname from pg_proc p
    where p.pronamespace = 'public'::regnamespace
      and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
    union all
    select 'type ' || t.typname from pg_type t
    where t.typnamespace = 'public'::regnamespace and t.typtype in ('e', 'd')
      and not exists (select from pg_depend d where d.objid = t.oid and d.deptype = 'e')
    limit 1"""

# As provision.sql grants them.
USUAL_RIGHTS: tuple[tuple[LiteralString, LiteralString], ...] = (
    ("tables", "select, insert, update, delete"),
    ("sequences", "usage, select"),
    ("functions", "execute"),
)


def restore(
    folder: Path, *, owner_url: str, files: Path, known_migrations: Collection[str], say: Callable[[str], None]
) -> Manifest:
    """Read a backup into an empty database and an empty place for files. Raises BackupFault, with nothing half done.

    ``known_migrations``: those of this version. A backup that knows more was made by a newer version.
    """
    folder = folder.expanduser().absolute()
    manifest = checked(folder, say=say)
    unknown = set(manifest.migrations) - set(known_migrations)
    if unknown:
        raise BackupFault(
            f"The backup was made by another version ({manifest.version}): it knows {sorted(unknown)[0]}."
            " Restore it with that version, or with a later one."
        )
    check_empty(owner_url)
    if files.exists() and (not files.is_dir() or any(files.iterdir())):
        raise BackupFault(f"{files} is not empty. Restore reads only into an empty place for files (HAMYAR_FILES).")
    with _files_beside(folder / FILES, files) as draft, _no_usual_rights(owner_url):
        say("database ...")
        programs.run(
            "pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "--no-comments", folder / DUMP,
            url=owner_url,
        )  # fmt: skip
        if files.exists():
            files.rmdir()
        draft.rename(files)
    say("counting ...")
    found = counted(owner_url)
    differing = {table for table in manifest.rows.keys() | found.keys() if manifest.rows.get(table) != found.get(table)}
    if differing:
        raise BackupFault(f"The restored rows differ from the backup's in: {', '.join(sorted(differing))}.")
    return manifest


def checked(folder: Path, *, say: Callable[[str], None]) -> Manifest:
    """The manifest of a backup whose every file is there, unchanged, and listed."""
    manifest = Manifest.read(folder)
    say("checksums ...")
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()} - {NAME}
    for path in sorted(manifest.files.keys() - present):
        raise BackupFault(f"The backup is broken: {path} is missing.")
    for path in sorted(present - manifest.files.keys()):
        raise BackupFault(f"The backup is broken: {path} is not in its manifest.")
    for path, kept in manifest.files.items():
        if (folder / path).stat().st_size != kept.bytes or sha256_of(folder / path) != kept.sha256:
            raise BackupFault(f"The backup is broken: {path} was changed or cut off.")
    return manifest


def check_empty(owner_url: str) -> None:
    """Raises BackupFault unless the database holds nothing yet and the server knows the application's role."""
    try:
        with psycopg.connect(owner_url) as session:
            found = session.execute(LEFT_BEHIND).fetchone()
            role = session.execute("select from pg_roles where rolname = %s", [APP_ROLE]).fetchone()
    except psycopg.Error as fault:
        raise BackupFault(f"The database could not be reached: {str(fault).strip()[:300]}") from fault
    if found is not None:
        raise BackupFault(
            f"The database is not empty: it has the {found[0]}. Restore reads only into an empty database."
        )
    if role is None:
        raise BackupFault(f"The server has no role {APP_ROLE}. Run provision.sql as a superuser first.")


@contextmanager
def _no_usual_rights(owner_url: str) -> Iterator[None]:
    """The rights that every new table gets stand still while the dump makes its tables, each with its own rights.

    Otherwise what the installation took away (changing audited rows) would be given again. The dump brings the usual
    rights back at its end; when it fails they are put back here.
    """
    with psycopg.connect(owner_url) as session:
        for kind, rights in USUAL_RIGHTS:
            session.execute(f"alter default privileges revoke {rights} on {kind} from {APP_ROLE}")
    try:
        yield
    except BaseException:
        with psycopg.connect(owner_url) as session:
            for kind, rights in USUAL_RIGHTS:
                session.execute(f"alter default privileges grant {rights} on {kind} to {APP_ROLE}")
        raise


@contextmanager
def _files_beside(source: Path, target: Path) -> Iterator[Path]:
    """The backup's files, copied beside the place they are for; gone when something fails."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    except OSError as fault:
        raise BackupFault(f"{target} cannot be made: {fault.strerror}.") from fault
    try:
        if source.is_dir():
            shutil.copytree(source, draft, dirs_exist_ok=True)
            draft.chmod(0o700)
        yield draft
    except OSError as fault:
        raise BackupFault(f"The files could not be restored: {fault}.") from fault
    finally:
        shutil.rmtree(draft, ignore_errors=True)
