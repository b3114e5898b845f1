"""The private PostgreSQL server after a crash: nothing that was acknowledged is lost, and it starts again by itself."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import psycopg
import pytest

from hamyar.operations.postgres import ensure_running, find_running
from hamyar.operations.postgres.account import lent_account
from hamyar.operations.postgres.server import SUPERUSER

START = """
import sys, pathlib
from hamyar.operations.postgres import ensure_running
print(ensure_running(pathlib.Path(sys.argv[1])))
"""


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory):
    data_dir = tmp_path_factory.mktemp("crashes") / "pg"
    yield data_dir
    ensure_running(data_dir).remove()


@pytest.fixture
def server(data_dir):
    """One server for all of them: each test leaves it as a crash does, and the next one begins with the recovery."""
    return ensure_running(data_dir)


@pytest.fixture
def foreigner():
    """A living process of the server's own account that has nothing to do with the server."""
    account = lent_account()
    process = subprocess.Popen(["sleep", "300"], user=account.pw_uid if account else None)
    yield process
    process.kill()
    process.wait()


def postmaster_pid(server):
    return int((server.home / "postmaster.pid").read_text().splitlines()[0])


def kill_postmaster(server):
    postmaster = psutil.Process(postmaster_pid(server))
    postmaster.kill()
    wait_for_the_end_of([postmaster])


def kill_whole_server(server):
    """As a power cut does it: everything at once, nothing cleaned up."""
    postmaster = psutil.Process(postmaster_pid(server))
    family = [postmaster, *postmaster.children(recursive=True)]
    for process in family:
        process.kill()
    wait_for_the_end_of(family)


def wait_for_the_end_of(processes):
    deadline = time.monotonic() + 10
    while any(p.is_running() and p.status() != psutil.STATUS_ZOMBIE for p in processes) and time.monotonic() < deadline:
        time.sleep(0.01)


def answers(server):
    with psycopg.connect(server.dsn("postgres", SUPERUSER)) as connection:
        return connection.execute("SELECT 1").fetchone() == (1,)


def commit_until_the_server_dies(server, acknowledged):
    try:
        with psycopg.connect(server.dsn("postgres", SUPERUSER), autocommit=True) as connection:
            for number in range(1_000_000):
                connection.execute("INSERT INTO kept VALUES (%s)", [number])
                acknowledged.append(number)
    except psycopg.OperationalError:
        return


def run_until_cut_off(connection, statement):
    with pytest.raises(psycopg.OperationalError):
        connection.execute(statement)


def test_a_killed_postmaster_loses_no_acknowledged_row(server):
    with psycopg.connect(server.dsn("postgres", SUPERUSER), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (number integer)")
    survived = []
    for _ in range(3):
        acknowledged = []
        before = len(survived)
        writer = threading.Thread(target=commit_until_the_server_dies, args=(server, acknowledged))
        writer.start()
        while len(acknowledged) < 50:
            time.sleep(0.005)

        kill_postmaster(server)
        started = ensure_running(server.data_dir)
        writer.join()

        with psycopg.connect(started.dsn("postgres", SUPERUSER)) as connection:
            survived = [number for (number,) in connection.execute("SELECT number FROM kept ORDER BY ctid").fetchall()]
        this_round = survived[before:]
        assert this_round[: len(acknowledged)] == acknowledged


def test_a_busy_backend_without_postmaster_is_ended_before_the_next_start(server):
    busy = psycopg.connect(server.dsn("postgres", SUPERUSER), autocommit=True)
    backend = psutil.Process(busy.info.backend_pid)
    worker = threading.Thread(target=run_until_cut_off, args=(busy, "DO $$ BEGIN LOOP PERFORM 1; END LOOP; END $$"))
    worker.start()
    time.sleep(0.2)

    kill_postmaster(server)
    started = ensure_running(server.data_dir)
    worker.join(timeout=10)

    assert not worker.is_alive()
    assert not backend.is_running() or backend.status() == psutil.STATUS_ZOMBIE
    assert answers(started)


def test_a_pid_file_that_names_a_living_stranger_blocks_nothing(server, foreigner):
    kill_whole_server(server)
    pid_file = server.home / "postmaster.pid"
    lines = pid_file.read_text().splitlines(keepends=True)
    pid_file.write_text(f"{foreigner.pid}\n" + "".join(lines[1:]))

    started = ensure_running(server.data_dir)

    assert answers(started)
    assert foreigner.poll() is None
    assert postmaster_pid(started) != foreigner.pid


def test_a_socket_lock_left_behind_blocks_nothing(server, foreigner):
    kill_whole_server(server)
    (server.home / "postmaster.pid").unlink()
    lock = server.socket_dir / ".s.PGSQL.5432.lock"
    assert lock.exists()
    lock.write_text(f"{foreigner.pid}\n{server.home}\n0\n5432\n{server.socket_dir}\n")

    started = ensure_running(server.data_dir)

    assert answers(started)


def test_a_dead_server_is_not_taken_for_a_running_one(server):
    kill_whole_server(server)

    assert (server.home / "postmaster.pid").exists()
    assert find_running(server.data_dir) is None


def test_an_interrupted_creation_is_begun_again(tmp_path):
    draft = tmp_path / "pg.new"
    draft.mkdir()
    (draft / "PG_VERSION").write_text("half written")
    server = ensure_running(tmp_path / "pg")

    assert answers(server)

    server.remove()


def test_processes_that_race_for_one_folder_share_one_server(tmp_path):
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", START, str(tmp_path / "pg")],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[3],
        )
        for _ in range(3)
    ]

    seen = {racer.communicate(timeout=60)[0] for racer in racers}
    server = find_running(tmp_path / "pg")

    assert [racer.returncode for racer in racers] == [0, 0, 0]
    assert seen == {f"{server}\n"}
    assert answers(server)
    server.remove()
