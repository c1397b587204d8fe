"""What every store of keysets does: the same tests over a directory and over PostgreSQL."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from cryptoagility import Keyset
from cryptoagility.errors import InvalidSignature, MalformedInput, NotAllowed, RolledBack, StorageError
from cryptoagility.keysets import FileMarks, LiveKeyset, Passphrase, Store, open_store
from cryptoagility.keysets.live import FRESH
from cryptoagility.keysets.sealed import sealed
from tests.conftest import need

from .crash import FAST, run
from .postgresql import BRINGS, is_there
from .stores import STORES, opened, places

MESSAGE = b"collateral substitution"
SPAWN = multiprocessing.get_context("spawn")


@pytest.fixture(params=STORES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "postgresql":
        need(is_there(), "PostgreSQL on 127.0.0.1:5432", BRINGS)
    with places(request.param, tmp_path) as found:
        yield found


@pytest.fixture
def store(place: str, tmp_path: Path) -> Store:
    return opened(place, tmp_path)


def put(store: Store, data: bytes) -> None:
    with store.lock("ccp"):
        store.write("ccp", data)
    time.sleep(FRESH + 0.05)


def test_names_and_what_is_there(store: Store) -> None:
    assert store.names() == ()
    LiveKeyset.create(store, "ccp", FAST, Keyset.generate("Ed25519"))
    LiveKeyset.create(store, "a.b-c_1", FAST, Keyset.generate("X25519"))
    assert store.names() == ("a.b-c_1", "ccp")
    with pytest.raises(NotAllowed, match="is there already"):
        LiveKeyset.create(store, "ccp", FAST, Keyset.generate("Ed25519"))
    with pytest.raises(NotAllowed, match=r"no keyset 'broker' in .*; there are: a.b-c_1, ccp"):
        LiveKeyset(store, "broker", FAST)
    for name in ("", "../ccp", "a/b", "A", ".hidden", "x" * 65, "x.keyset", "a\n", "a'; DROP TABLE x"):
        for use in (store.read, store.version, lambda name: store.write(name, b""), store.lock):
            with pytest.raises(MalformedInput):
                use(name)


def test_every_write_changes_the_version(store: Store) -> None:
    assert store.version("ccp") is None
    seen = [store.version("ccp")]
    LiveKeyset.create(store, "ccp", FAST, Keyset.generate("Ed25519"))
    data = store.read("ccp")
    for at in range(6):
        with store.lock("ccp"):
            store.write("ccp", data[:-1] + bytes([at]))
        assert store.version("ccp") == store.version("ccp")
        seen.append(store.version("ccp"))
    assert len(set(seen)) == 7
    assert store.read("ccp") == data[:-1] + b"\x05"


def test_a_change_is_seen_by_another_holder_at_once_or_soon(store: Store, place: str, tmp_path: Path) -> None:
    one = LiveKeyset.create(store, "ccp", FAST, Keyset.generate("Ed25519"))
    two = LiveKeyset(opened(place, tmp_path), "ccp", Passphrase(b"crash"))
    wire = two.sign(MESSAGE)
    one.change(lambda keyset: keyset.rotated_to("ML-DSA-44"))
    two.verify(MESSAGE, one.sign(MESSAGE))  # an unknown key makes it look at once
    one.verify(MESSAGE, wire)
    old = one.current().keys[0].id
    one.change(lambda keyset: keyset.disabled(old))
    time.sleep(FRESH + 0.05)
    with pytest.raises(NotAllowed, match="is disabled"):
        two.verify(MESSAGE, wire)


def test_an_old_backup_is_noticed_and_accepted_only_on_purpose(store: Store) -> None:
    live = LiveKeyset.create(store, "ccp", FAST, Keyset.generate("Ed25519"))
    backup = store.read("ccp")
    live.change(lambda keyset: keyset.rotated_to("ML-DSA-44"))
    put(store, backup)
    with pytest.raises(RolledBack, match="generation 1, and generation 2 was here before"):
        LiveKeyset(store, "ccp", FAST)
    with pytest.raises(RolledBack):
        live.sign(MESSAGE)
    store.marks.lower_to(f"keyset-{live._keyset.id.hex()}", 1)
    assert LiveKeyset(store, "ccp", FAST).current().generation == 1


def test_whoever_reads_first_makes_up_for_a_writer_that_was_killed_before_its_mark(store: Store) -> None:
    live = LiveKeyset.create(store, "ccp", FAST, Keyset.generate("Ed25519"))
    old, mark = store.read("ccp"), f"keyset-{live._keyset.id.hex()}"
    put(store, sealed(live.current().rotated_to("Ed25519"), live._own))
    assert store.marks.highest(mark) == 1
    live.verify(MESSAGE, live.sign(MESSAGE))
    assert (live.current().generation, store.marks.highest(mark)) == (2, 2)
    put(store, old)
    with pytest.raises(RolledBack):
        live.sign(MESSAGE)


def test_marks_only_grow_unless_on_purpose(store: Store) -> None:
    assert store.marks.highest("policy-1") == 0
    for number, highest in ((5, 5), (3, 5), (7, 7), (2**62, 2**62)):
        store.marks.raise_to("policy-1", number)
        assert store.marks.highest("policy-1") == highest
    store.marks.lower_to("policy-1", 2)
    assert (store.marks.highest("policy-1"), store.marks.highest("policy-2")) == (2, 0)


def test_a_damaged_or_replaced_keyset_fails_closed(store: Store) -> None:
    live = LiveKeyset.create(store, "ccp", FAST, Keyset.generate("Ed25519"))
    LiveKeyset.create(store, "other", FAST, Keyset.generate("Ed25519"))
    good = store.read("ccp")
    for bad, error in (
        (good[:-1], MalformedInput),
        (b"", MalformedInput),
        (good[:10] + bytes([good[10] ^ 1]) + good[11:], InvalidSignature),  # inside the MAC
        (store.read("other"), (RolledBack, InvalidSignature)),
    ):
        put(store, bad)
        with pytest.raises(error):
            live.sign(MESSAGE)
    put(store, good)
    live.verify(MESSAGE, live.sign(MESSAGE))


def test_an_error_inside_a_lock_comes_out_and_the_lock_is_free(store: Store) -> None:
    live = LiveKeyset.create(store, "ccp", FAST, Keyset.generate("Ed25519"))
    for error in (ZeroDivisionError, KeyboardInterrupt):

        def step(_keyset: Keyset, error: type[BaseException] = error) -> Keyset:
            raise error

        with pytest.raises(error):
            live.change(step)
    assert live.change(lambda keyset: keyset.rotated_to("Ed25519")).generation == 2


def test_eight_writers_at_once_lose_no_rotation(store: Store) -> None:
    LiveKeyset.create(store, "ccp", FAST, Keyset.generate("Ed25519"))
    failed: list[BaseException] = []

    def rotate() -> None:
        try:
            live = LiveKeyset(store, "ccp", FAST)
            for _ in range(3):
                live.change(lambda keyset: keyset.rotated_to("Ed25519"))
        except BaseException as error:  # noqa: BLE001
            failed.append(error)

    threads = [threading.Thread(target=rotate) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    keyset = LiveKeyset(store, "ccp", FAST).current()
    assert (keyset.generation, len(keyset.keys)) == (25, 25)


def _rotate(place: str, root: Path, times: int) -> None:
    live = LiveKeyset(opened(place, root), "ccp", FAST)
    for _ in range(times):
        live.change(lambda keyset: keyset.rotated_to("Ed25519"))


def test_eight_writing_processes_lose_no_rotation(store: Store, place: str, tmp_path: Path) -> None:
    LiveKeyset.create(store, "ccp", FAST, Keyset.generate("Ed25519"))
    processes = [SPAWN.Process(target=_rotate, args=(place, tmp_path, 3)) for _ in range(8)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * 8
    assert LiveKeyset(store, "ccp", FAST).current().generation == 25


def _hold(place: str, root: Path, write: bool, say: object) -> None:
    store = opened(place, root)
    with store.lock("ccp"):
        if write:
            store.write("ccp", store.read("ccp"))
        say.send("holding")
        time.sleep(60)


@pytest.mark.parametrize("write", [False, True])
def test_a_killed_holder_lets_go(store: Store, place: str, tmp_path: Path, write: bool) -> None:
    live = LiveKeyset.create(store, "ccp", FAST, Keyset.generate("Ed25519"))
    hear, say = SPAWN.Pipe(duplex=False)
    process = SPAWN.Process(target=_hold, args=(place, tmp_path, write, say))
    process.start()
    assert hear.recv() == "holding"
    changed = threading.Event()
    thread = threading.Thread(
        target=lambda: (live.change(lambda keyset: keyset.rotated_to("Ed25519")), changed.set()), daemon=True
    )
    thread.start()
    assert not changed.wait(0.3)  # it is locked
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    assert changed.wait(10)
    thread.join()
    process.join()
    assert live.current().generation == 2


def test_killed_while_rotating(place: str, tmp_path: Path) -> None:
    counts = run(8, tmp_path, readers=1, place=place)
    assert counts["kills"] == 8
    assert counts["readers: calls"] > 0
    assert counts["generations"] > 1
    bad = {key: counts[key] for key in ("unreadable", "rolled back", "readers: failed", "readers: went back")}
    assert bad == dict.fromkeys(bad, 0)


def test_a_store_and_its_holders_work_on_in_a_forked_child(store: Store) -> None:
    """Also when a thread of the parent held a lock at that moment."""
    live = LiveKeyset.create(store, "ccp", FAST, Keyset.generate("Ed25519"))
    wire = live.sign(MESSAGE)
    inside, leave = threading.Event(), threading.Event()

    def stay(keyset: Keyset) -> Keyset:
        inside.set()
        leave.wait(20)
        return keyset.rotated_to("Ed25519")

    def reading() -> None:
        with live._lock:
            inside.set()
            leave.wait(20)

    for target in (lambda: live.change(stay), reading):
        inside.clear()
        leave.clear()
        thread = threading.Thread(target=target)
        thread.start()
        assert inside.wait(10)
        child = os.fork()
        if child == 0:  # pragma: no cover
            signal.alarm(10)
            with suppress(BaseException):
                live._next = 0.0
                live.verify(MESSAGE, wire)
                live.verify(MESSAGE, live.sign(MESSAGE))
                os._exit(0)
            os._exit(1)
        _, status = os.waitpid(child, 0)
        leave.set()
        thread.join()
        assert os.waitstatus_to_exitcode(status) == 0
    live.change(lambda keyset: keyset.rotated_to("Ed25519"))
    live.verify(MESSAGE, live.sign(MESSAGE))
    assert live.current().generation == 3


def test_a_child_that_lives_on_keeps_no_lock(store: Store) -> None:
    live = LiveKeyset.create(store, "ccp", FAST, Keyset.generate("Ed25519"))
    children = []

    def forking(keyset: Keyset) -> Keyset:
        child = os.fork()
        if child == 0:  # pragma: no cover
            time.sleep(20)
            os._exit(0)
        children.append(child)
        return keyset.rotated_to("Ed25519")

    live.change(forking)
    done = threading.Event()
    threading.Thread(
        target=lambda: (live.change(lambda keyset: keyset.rotated_to("Ed25519")), done.set()), daemon=True
    ).start()
    try:
        assert done.wait(5)
    finally:
        os.kill(children[0], signal.SIGKILL)
        os.waitpid(children[0], 0)


def test_a_child_that_leaves_the_lock_leaves_it_to_its_parent(store: Store) -> None:
    live = LiveKeyset.create(store, "ccp", FAST, Keyset.generate("Ed25519"))
    changed = threading.Event()

    def forking(keyset: Keyset) -> Keyset:
        child = os.fork()
        if child == 0:  # pragma: no cover
            raise SystemExit
        os.waitpid(child, 0)
        other = LiveKeyset(store, "ccp", FAST)
        threading.Thread(
            target=lambda: (other.change(lambda keyset: keyset.rotated_to("Ed448")), changed.set()), daemon=True
        ).start()
        assert not changed.wait(0.3)
        return keyset.rotated_to("ML-DSA-44")

    parent = os.getpid()
    try:
        live.change(forking)
    finally:
        if os.getpid() != parent:  # pragma: no cover
            os._exit(0)
    assert changed.wait(5)
    assert [key.algorithm for key in live.current().keys][:2] == ["Ed25519", "ML-DSA-44"]


def test_what_names_a_store(tmp_path: Path) -> None:
    made = open_store(tmp_path / "keys", create=True, marks=FileMarks(tmp_path / "marks"))
    assert open_store(str(tmp_path / "keys")).names() == made.names() == ()
    with pytest.raises(StorageError, match="is no directory"):
        open_store(tmp_path / "nowhere")
    for url in ("mysql://u:secret@h/d", "http://h", "sqlite:///x", "file:///x"):
        with pytest.raises(NotAllowed, match=r"not at [a-z]+://…") as caught:
            open_store(url, create=True)
        assert "secret" not in str(caught.value)
    for url in ("postgresql:/u:secret@h/d", "POSTGRES:u:secret@h/d"):
        with pytest.raises(MalformedInput) as refused:
            open_store(url, create=True)
        assert "secret" not in str(refused.value)
    assert not list(tmp_path.glob("*secret*"))
