"""Keysets in PostgreSQL: what only a database does to them."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from cryptoagility import Keyset
from cryptoagility.errors import AgilityError, MalformedInput, NotAllowed, RolledBack, StorageError
from cryptoagility.keysets import FileMarks, LiveKeyset, PostgresStore, open_store
from cryptoagility.keysets import postgres as module
from cryptoagility.keysets.live import FRESH
from tests.conftest import need

from . import postgresql
from .crash import FAST
from .postgresql import BRINGS, ask, is_there, name_of

MESSAGE = b"collateral substitution"


@pytest.fixture
def place() -> Iterator[str]:
    need(is_there(), "PostgreSQL on 127.0.0.1:5432", BRINGS)
    with postgresql.schema() as url:
        yield url


@pytest.fixture
def store(place: str, tmp_path: Path) -> PostgresStore:
    return PostgresStore(place, marks=FileMarks(tmp_path / "marks"))


def backend(store: PostgresStore) -> int:
    """The process of the server that answers this store."""
    return int(store._server.read(lambda session: session.execute("SELECT pg_backend_pid()").fetchone())[0])


def kill(pid: int) -> None:
    assert ask("SELECT pg_terminate_backend(%s, 5000)", pid) == [(True,)]


def test_tables_are_made_only_when_asked_and_once(place: str, tmp_path: Path) -> None:
    marks = FileMarks(tmp_path / "marks")
    with pytest.raises(StorageError, match="has no keysets: `cryptoagility keys new` makes the tables"):
        open_store(place, marks=marks)
    made: list[object] = []

    def make() -> None:
        try:
            made.append(open_store(place, create=True, marks=marks).names())
        except AgilityError as error:
            made.append(error)

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [()] * 8
    assert ask(f"SELECT version FROM {name_of(place)}.cryptoagility_store") == [(1,)]
    assert open_store(place, marks=marks).names() == ()


@pytest.mark.parametrize(
    ("statement", "shown"),
    [
        ("UPDATE {0}.cryptoagility_store SET version = 2", "2"),
        ("DELETE FROM {0}.cryptoagility_store", "none"),
        ("INSERT INTO {0}.cryptoagility_store VALUES (7)", "1, 7"),
    ],
)
def test_tables_of_an_unknown_version_are_refused(
    store: PostgresStore, place: str, tmp_path: Path, statement: str, shown: str
) -> None:
    ask(statement.format(name_of(place)))
    with pytest.raises(StorageError, match=f"are of version {shown}; this library knows 1: update it"):
        PostgresStore(place, marks=FileMarks(tmp_path / "marks"))


def test_a_lost_connection_is_replaced(store: PostgresStore) -> None:
    live = LiveKeyset.create(store, "ccp", FAST, Keyset.generate("Ed25519"))
    kill(backend(store))
    time.sleep(FRESH + 0.05)
    live.verify(MESSAGE, live.sign(MESSAGE))  # reading is tried once more
    first = backend(store)
    kill(first)
    with pytest.raises(StorageError, match=r"the database \w+ at 127\.0\.0\.1, port \d+: "):
        store.marks.raise_to("x", 1)  # writing is not
    store.marks.raise_to("x", 1)
    assert backend(store) != first


def test_a_lock_that_was_taken_away_protects_nobody_and_harms_nobody(store: PostgresStore, place: str) -> None:
    """The holder's connection ends; another one changes the keyset; the first one's write is refused."""
    live = LiveKeyset.create(store, "ccp", FAST, Keyset.generate("Ed25519"))
    other = LiveKeyset(PostgresStore(place, marks=store.marks), "ccp", FAST)

    def while_somebody_else(keyset: Keyset) -> Keyset:
        [(pid,)] = ask(
            "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid::bigint = %s",
            module._number("ccp") & 0xFFFFFFFF,
        )
        kill(pid)
        other.change(lambda keyset: keyset.rotated_to("ML-DSA-44"))
        return keyset.rotated_to("Ed448")

    with pytest.raises(StorageError, match="was changed by somebody else while it was locked here: nothing was"):
        live.change(while_somebody_else)
    time.sleep(FRESH + 0.05)
    assert live.current().generation == 2
    assert [key.algorithm for key in live.current().keys] == ["Ed25519", "ML-DSA-44"]
    live.change(lambda keyset: keyset.rotated_to("Ed448"))
    assert other.store.read("ccp") == store.read("ccp")


def test_a_write_needs_the_lock_of_the_same_thread_and_name(store: PostgresStore) -> None:
    with store.lock("ccp"):
        store.write("ccp", b"1")
        store.write("ccp", b"2")
        for name in ("broker",):
            with pytest.raises(NotAllowed, match="without its lock"):
                store.write(name, b"x")
        with pytest.raises(NotAllowed, match="locked by this thread already"), store.lock("ccp"):
            pass
        refused: list[BaseException] = []

        def elsewhere() -> None:
            try:
                store.write("ccp", b"x")
            except AgilityError as error:
                refused.append(error)

        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
        assert len(refused) == 1
    with pytest.raises(NotAllowed):
        store.write("ccp", b"x")
    assert store.read("ccp") == b"2"


def test_a_lock_that_is_held_too_long_is_said(
    store: PostgresStore, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOCK", 1)
    other = PostgresStore(place, marks=FileMarks(tmp_path / "marks"))
    ended = threading.Event()

    def hold() -> None:
        with suppress(StorageError), store.lock("ccp"):
            for _ in range(20):  # each word to the server begins its second again; here it is quiet, and loses the lock
                time.sleep(0.1)
        ended.set()

    thread = threading.Thread(target=hold)
    thread.start()
    time.sleep(0.2)
    began = time.monotonic()
    with suppress(StorageError), other.lock("ccp"):
        pass
    assert time.monotonic() - began < 1.6
    thread.join()
    assert ended.is_set()
    import psycopg

    with psycopg.connect(postgresql.SERVER) as session:
        session.execute("SELECT pg_advisory_xact_lock(%s)", (module._number("ccp"),))
        with pytest.raises(StorageError, match="has been locked by another writer for 1 seconds"), other.lock("ccp"):
            pass


def test_a_statement_that_never_ends_is_ended(store: PostgresStore, monkeypatch: pytest.MonkeyPatch) -> None:
    import psycopg

    monkeypatch.setattr(module, "STATEMENT", 1)
    store.close()
    LiveKeyset.create(store, "ccp", FAST, Keyset.generate("Ed25519"))
    with psycopg.connect(postgresql.SERVER) as session:
        schema = name_of(str(store._server._parameters["options"]).replace("=", "%3D"))
        session.execute(f"LOCK TABLE {schema}.cryptoagility_keysets IN ACCESS EXCLUSIVE MODE")
        began = time.monotonic()
        with pytest.raises(StorageError, match="statement timeout"):
            store.read("ccp")
        assert 0.5 < time.monotonic() - began < 3
    assert store.names() == ("ccp",)


def test_a_server_that_does_not_answer_costs_all_who_wait_one_timeout(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    store = PostgresStore(place, marks=FileMarks(tmp_path / "marks"))
    store.close()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        store._server._parameters.update(port=str(silent.getsockname()[1]), connect_timeout="2")
        refused: list[str] = []

        def ask_it() -> None:
            try:
                store.names()
            except StorageError as error:
                refused.append(str(error))

        threads = [threading.Thread(target=ask_it) for _ in range(6)]
        began = time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert time.monotonic() - began < 3.5
        assert len(refused) == 6
        assert all("cannot be reached" in text for text in refused)


def test_a_forked_child_has_its_own_connection(store: PostgresStore) -> None:
    hear, say = os.pipe()
    first = backend(store)
    child = os.fork()
    if child == 0:  # pragma: no cover
        with suppress(BaseException):
            os.write(say, str(backend(store)).encode())
            store.close()
        os._exit(0)
    os.waitpid(child, 0)
    theirs = int(os.read(hear, 20))
    os.close(hear)
    os.close(say)
    assert theirs != first
    assert backend(store) == first


def test_a_single_row_that_was_put_back_is_noticed_on_another_machine(
    store: PostgresStore, place: str, tmp_path: Path
) -> None:
    live = LiveKeyset.create(store, "ccp", FAST, Keyset.generate("Ed25519"))
    schema = name_of(place)
    ask(f"CREATE TABLE {schema}.kept AS SELECT * FROM {schema}.cryptoagility_keysets")
    live.change(lambda keyset: keyset.rotated_to("Ed25519"))
    ask(f"DELETE FROM {schema}.cryptoagility_keysets")
    time.sleep(FRESH + 0.05)
    with pytest.raises(NotAllowed, match="there is no keyset 'ccp'"):
        live.sign(MESSAGE)
    ask(f"INSERT INTO {schema}.cryptoagility_keysets SELECT * FROM {schema}.kept")
    for marks in ("marks", "marks of another machine"):
        with pytest.raises(RolledBack):
            LiveKeyset(PostgresStore(place, marks=FileMarks(tmp_path / marks)), "ccp", FAST)


def test_a_database_that_was_put_back_is_noticed_by_the_marks_of_this_machine(
    store: PostgresStore, place: str, tmp_path: Path
) -> None:
    live = LiveKeyset.create(store, "ccp", FAST, Keyset.generate("Ed25519"))
    schema = name_of(place)
    tables = ("cryptoagility_keysets", "cryptoagility_marks")
    for table in tables:
        ask(f"CREATE TABLE {schema}.kept_{table} AS SELECT * FROM {schema}.{table}")
    live.change(lambda keyset: keyset.rotated_to("Ed25519"))
    for table in tables:
        ask(f"DELETE FROM {schema}.{table}")
        ask(f"INSERT INTO {schema}.{table} SELECT * FROM {schema}.kept_{table}")
    time.sleep(FRESH + 0.05)
    with pytest.raises(RolledBack, match="generation 1, and generation 2 was here before"):
        live.sign(MESSAGE)
    with pytest.raises(RolledBack):
        LiveKeyset(PostgresStore(place, marks=store.marks), "ccp", FAST)
    new_machine = PostgresStore(place, marks=FileMarks(tmp_path / "other"))
    assert LiveKeyset(new_machine, "ccp", FAST).current().generation == 1  # which has seen nothing
    store.marks.lower_to(f"keyset-{live._keyset.id.hex()}", 1)
    live.verify(MESSAGE, live.sign(MESSAGE))


def test_what_is_too_large_is_neither_kept_nor_fetched(
    store: PostgresStore, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_BYTES", 1000)
    with store.lock("ccp"), pytest.raises(StorageError, match="at most 1000"):
        store.write("ccp", b"x" * 1001)
    with store.lock("ccp"):
        store.write("ccp", b"x" * 1000)
    assert len(store.read("ccp")) == 1000
    ask(f"UPDATE {name_of(place)}.cryptoagility_keysets SET data = data || '\\x00'")
    with pytest.raises(StorageError, match="has 1001 bytes: that is no keyset of ours"):
        store.read("ccp")


def test_a_server_that_answers_before_it_has_written_is_asked_not_to(place: str, tmp_path: Path) -> None:
    lazy = place.replace("?options=", "?options=-csynchronous_commit%3Doff%20")
    store = PostgresStore(lazy, marks=FileMarks(tmp_path / "marks"))
    asked: list[object] = []

    def look(session: object) -> None:
        assert module._replaced(session, "ccp", None, b"1", b"data")
        asked.extend(session.execute("SHOW synchronous_commit").fetchone())

    store._server.write(look)
    asked.extend(store._server.read(lambda session: session.execute("SHOW synchronous_commit").fetchone()))
    assert asked == ["on", "off"]


SECRET = "gR4tXq77"
BAD = (
    "postgresql://u:{0}@127.0.0.1:1/test",  # nothing listens
    "postgresql://u:{0}@host.invalid/test",
    "postgresql://u@127.0.0.1:1/test?password={0}",
    "postgresql://nobody-here:{0}@127.0.0.1:5432/test",
    "postgresql://postgres:{0}@127.0.0.1:5432/no-such-database",
    "postgresql://u:{0}%zz@h/d",
    "postgresql://u:{0}@x@h/d",
    "postgresql://u:x@{0}@h/d",
    "postgresql://u:{0}/x@h/d",
    "postgresql://u:x/{0}@h/d",
    "postgresql://u:x?{0}@h/d",
    "postgresql://u:{0}#x@h/d",
    "postgresql://u:x#{0}@h/d",
    "postgresql://u:{0}",
    "postgresql://u:{0}@h:port/d",
    "postgresql://u:{0}@h:99999/d",
    "postgresql://u:{0}@[::1/d",
    "postgresql://u:{0}@h/d?no_such_option={0}",
    "postgresql://u:{0}@h/d?{0}",
    "postgresql://u:{0}\n@h/d",
    "postgresql://u:{0}\0@h/d",
    "postgres:u:{0}@h/d",
    "postgresql:{0}",
    "postgresql://u:%{0}@h/d",
    "postgresql://u:{0}@127.0.0.1:5432/test?sslmode=verify-full",
    "postgresql://u:{0}@127.0.0.1:5432/test?options=-cno_such_setting%3D1",
)


@pytest.mark.parametrize("url", BAD)
def test_the_password_is_in_no_error_and_no_log(url: str, caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    need(is_there(), "PostgreSQL on 127.0.0.1:5432", BRINGS)
    with caplog.at_level(logging.DEBUG), pytest.raises((StorageError, MalformedInput)) as caught:
        open_store(url.format(SECRET), create=True, marks=FileMarks(tmp_path / "marks"))
    shown = "".join(traceback.format_exception(caught.value)) + caplog.text + repr(caught.value.args)
    assert SECRET not in shown.replace("url.format", "")
    chain: BaseException | None = caught.value
    while chain is not None:  # also for what logs the cause
        assert chain.__suppress_context__ or chain.__context__ is None
        chain = chain.__cause__


def test_nor_in_what_is_shown_of_a_store(place: str, tmp_path: Path) -> None:
    store = PostgresStore(
        place.replace("postgres@", f"postgres:{SECRET}@"), marks=FileMarks(tmp_path / "marks")
    )  # the server trusts whoever comes from this machine
    server = urlsplit(postgresql.SERVER)
    shown = f"the database {server.path[1:]} at {server.hostname}, port {server.port}"
    assert (store.place, repr(store)) == (shown, f"<PostgresStore {shown}>")
    with pytest.raises(NotAllowed) as caught:
        store.read("ccp")
    assert str(caught.value) == f"there is no keyset 'ccp' in {shown}; there are: none"


def test_without_psycopg_it_says_what_to_install(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['psycopg'] = None\n"
        "import cryptoagility.keysets as k; from cryptoagility.errors import StorageError\n"
        "k.open_store(sys.argv[1], create=True)\n"
        "try: k.open_store('postgresql://u:secret@h/d')\n"
        "except StorageError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "keys")], capture_output=True, text=True)
    assert (done.stderr, done.stdout) == (
        "",
        "keysets in PostgreSQL need psycopg: `pip install 'cryptoagility[postgres]'` brings it\n",
    )


def test_a_directory_loads_no_database_driver(tmp_path: Path) -> None:
    code = (
        "import sys; from cryptoagility.keysets import open_store; open_store(sys.argv[1], create=True)\n"
        "print([name for name in sys.modules if name.startswith('psycopg')])"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "keys")], capture_output=True, text=True)
    assert done.stdout == "[]\n"
