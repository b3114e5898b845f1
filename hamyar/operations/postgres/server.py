"""Starting, finding and stopping the private server of one data folder."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from signal import SIGINT, SIGQUIT, Signals
from urllib.parse import quote, urlencode

from hamyar.operations.postgres import account, postmaster
from hamyar.operations.postgres.binaries import Binaries, find_binaries
from hamyar.operations.postgres.fault import ServerFault

SUPERUSER = "postgres"
# The kernel allows 103 to 107 bytes for the whole address of a socket; its file name takes 14 of them.
LONGEST_SOCKET_FOLDER = 85
SECONDS_TO_STOP = 60

SETTINGS = """\
# Written anew by hamyar.operations.postgres at every start.
listen_addresses = ''
port = 5432
unix_socket_directories = '{socket_dir}'
unix_socket_permissions = 0700
max_connections = 200
shared_buffers = 256MB
effective_cache_size = 1GB
work_mem = 16MB
maintenance_work_mem = 128MB
random_page_cost = 1.1
timezone = 'UTC'
log_timezone = 'UTC'
fsync = on
full_page_writes = on
synchronous_commit = {synchronous_commit}
# Rows and parameters are personal data: they stay out of the server's log.
log_error_verbosity = terse
log_min_error_statement = panic
log_line_prefix = '%m [%p] %d '
"""


@dataclass(frozen=True)
class Server:
    """A running private server. ``data_dir`` is its name for us; ``home`` is where the files really are."""

    data_dir: Path
    home: Path
    socket_dir: Path

    def dsn(self, dbname: str, user: str) -> str:
        """The address of one of its databases, as psycopg and DATABASE_URL understand it."""
        return f"postgresql://{quote(user, safe='')}@/{quote(dbname, safe='')}?" + urlencode(
            {"host": str(self.socket_dir)}, safe="/"
        )

    def psql(self, script: str, *, dbname: str, user: str, variables: Mapping[str, str]) -> None:
        """Run an SQL script through psql, one script at a time per server."""
        named = [part for name, value in variables.items() for part in ("-v", f"{name}={value}")]
        with _locked(self.data_dir):
            account.run(
                [
                    find_binaries().tool("psql"),
                    "-X",
                    "-q",
                    *named,
                    "-v",
                    "ON_ERROR_STOP=1",
                    f"--dbname={self.dsn(dbname, user)}",
                ],
                output=_beside(self.data_dir, "tools.log"),
                stdin=script,
            )

    def stop(self) -> None:
        """Stop the server and wait until it has gone; open sessions are ended, committed work is kept."""
        with _locked(self.data_dir):
            _stop(self.home)

    def remove(self) -> None:
        """Stop the server and delete everything it holds."""
        remove(self.data_dir)


def ensure_running(data_dir: Path, *, relaxed_commits: bool = False) -> Server:
    """The running server of this folder: found, or healed and started, or created first.

    Any number of processes may ask at once. ``relaxed_commits`` is for tests: a commit does not wait for the disk, so a
    crash may lose the last moments, though it never leaves a broken database. It takes effect when the server starts.
    """
    data_dir = data_dir.expanduser().absolute()
    data_dir.parent.mkdir(parents=True, exist_ok=True)
    with _locked(data_dir):
        running = find_running(data_dir)
        if running is not None:
            return running
        binaries = find_binaries()
        home = _home_of(data_dir)
        if not (home / "PG_VERSION").exists():
            _create(home, binaries, output=_beside(data_dir, "tools.log"))
        _check(home, binaries)
        postmaster.clear_remains(home)
        return _start(data_dir, home, binaries, relaxed_commits=relaxed_commits)


def remove(data_dir: Path) -> None:
    """Delete what a server holds, whether it runs or not."""
    data_dir = data_dir.expanduser().absolute()
    if not data_dir.exists():
        data_dir.unlink(missing_ok=True)
        return
    with _locked(data_dir):
        home = data_dir.resolve()
        if not (home / "PG_VERSION").exists():
            raise ServerFault(f"{data_dir} holds no PostgreSQL data, so nothing was removed.")
        _stop(home, by=SIGQUIT)  # at once: nothing is worth writing any more
        postmaster.clear_remains(home)
        socket_dir = _socket_dir_for(home)
        shutil.rmtree(home)
        if data_dir.is_symlink():
            data_dir.unlink()
        if socket_dir != home:
            shutil.rmtree(socket_dir)
        _beside(data_dir, "tools.log").unlink(missing_ok=True)


def find_running(data_dir: Path) -> Server | None:
    """The server of this folder if it accepts connections, or soon will; nothing is started."""
    data_dir = data_dir.expanduser().absolute()
    home = data_dir.resolve()
    found = postmaster.wait_until_ready(home)
    return Server(data_dir, home, found.socket_dir) if found else None


def _start(data_dir: Path, home: Path, binaries: Binaries, *, relaxed_commits: bool) -> Server:
    socket_dir = _socket_dir_for(home)
    for left_behind in socket_dir.glob(
        ".s.PGSQL.*"
    ):  # its lock file names a dead pid too, and would delay or prevent the start
        left_behind.unlink(missing_ok=True)
    settings = SETTINGS.format(
        socket_dir=str(socket_dir).replace("'", "''"), synchronous_commit="off" if relaxed_commits else "on"
    )
    (home / "hamyar.conf").write_text(settings, encoding="utf-8")
    log = home / "server.log"
    try:
        account.run(
            [binaries.tool("pg_ctl"), "start", "-w", "-t", "120", "-s", "-D", home, "-l", log],
            output=_beside(data_dir, "tools.log"),
        )
    except ServerFault as trouble:
        tail = log.read_text(encoding="utf-8", errors="replace")[-2000:] if log.exists() else ""
        raise ServerFault(f"PostgreSQL in {data_dir} did not start. {trouble}\n{tail}") from trouble
    return Server(data_dir, home, socket_dir)


def _stop(home: Path, *, by: Signals = SIGINT) -> None:
    for word in (by, SIGQUIT):
        running = postmaster.find(home)
        if running is None:
            return
        os.kill(running.pid, word)
        if postmaster.wait_until_gone(home, seconds=SECONDS_TO_STOP):
            return
    raise ServerFault(f"PostgreSQL in {home} does not stop.")


def _home_of(data_dir: Path) -> Path:
    """The real folder behind ``data_dir``.

    The same one, except for root in a place the server's account cannot enter (a clone in a 0700 home, or made by
    ``mktemp -d``): there ``data_dir`` becomes a link to a new folder outside: no folder's mode is ours to widen.
    """
    if data_dir.is_symlink():
        if data_dir.exists():
            return data_dir.resolve()
        data_dir.unlink()
    if data_dir.exists() and any(data_dir.iterdir()):
        return data_dir.resolve()
    if account.may_enter(data_dir.parent):
        return data_dir.parent.resolve() / data_dir.name
    if data_dir.exists():
        data_dir.rmdir()
    home = Path(tempfile.mkdtemp(prefix=f"{data_dir.name}-", dir=_shelf_outside(data_dir)))
    home.rmdir()  # the name is taken by the link; the folder itself comes when it is complete
    data_dir.symlink_to(home)
    return home


def _shelf_outside(data_dir: Path) -> Path:
    temporary = Path(tempfile.gettempdir()).resolve()
    if data_dir.resolve().is_relative_to(temporary) and account.may_enter(temporary):
        return temporary
    shelf = Path("/var/lib/hamyar")
    shelf.mkdir(mode=0o755, parents=True, exist_ok=True)
    return shelf


def _create(home: Path, binaries: Binaries, *, output: Path) -> None:
    """A new, empty cluster, made under another name: an interrupted creation is never taken for a finished one."""
    if home.exists():
        if any(home.iterdir()):
            raise ServerFault(f"{home} is not empty and holds no PostgreSQL data. Choose another folder or empty it.")
        home.rmdir()
    draft = home.with_name(f"{home.name}.new")
    if draft.exists():
        shutil.rmtree(draft)
    account.make_folder(draft)
    account.run(
        [
            binaries.tool("initdb"),
            "-D",
            draft,
            "-U",
            SUPERUSER,
            "-A",
            "trust",
            "-E",
            "UTF8",
            *binaries.initdb_locale(),
            "--no-instructions",
        ],
        output=output,
    )
    with (draft / "postgresql.conf").open("a", encoding="utf-8") as conf:
        conf.write("\ninclude_if_exists = 'hamyar.conf'\n")
    draft.rename(home)


def _check(home: Path, binaries: Binaries) -> None:
    if not account.owns(home) or not account.may_enter(home):
        raise ServerFault(
            f"{home} belongs to another user, or is not closed to others. Start as the user who created it."
        )
    written_by = (home / "PG_VERSION").read_text(encoding="ascii").strip()
    if written_by != str(binaries.major):
        raise ServerFault(
            f"{home} was written by PostgreSQL {written_by}; the programs in {binaries.folder} are version"
            f" {binaries.major}. Name the older programs in PG_BINDIR, then move the data with"
            " `hamyar backup` and `hamyar restore`."
        )


def _socket_dir_for(home: Path) -> Path:
    """The data folder itself, closed to others; a short folder of its own where that path is too long for a socket."""
    if len(os.fsencode(home)) <= LONGEST_SOCKET_FOLDER:
        return home
    name = "hamyar-pg-" + sha256(f"{home} {home.stat().st_ino}".encode()).hexdigest()[:12]
    places = [Path(tempfile.gettempdir()), Path("/tmp")]  # noqa: S108 - the folder made in it is checked below
    fitting = [
        place
        for place in places
        if len(os.fsencode(place / name)) <= LONGEST_SOCKET_FOLDER and account.may_enter(place)
    ]
    if not fitting:
        raise ServerFault(
            f"The path {home} is too long for a socket, and no folder for temporary files is in reach. Set TMPDIR."
        )
    folder = fitting[0] / name
    if not folder.exists() and not folder.is_symlink():
        account.make_folder(folder)
    if not account.owns(folder):
        raise ServerFault(f"{folder} was made by somebody else. Remove it and start again.")
    return folder


def _beside(data_dir: Path, suffix: str) -> Path:
    return data_dir.with_name(f"{data_dir.name}.{suffix}")


@contextmanager
def _locked(data_dir: Path) -> Iterator[None]:
    """One process at a time for what is done to a data folder. The kernel frees the lock of a process that dies."""
    with _beside(data_dir, "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
