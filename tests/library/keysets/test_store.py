"""Keysets in a directory: whole, locked, never going back; and what another process changes holds here too."""

from __future__ import annotations

import multiprocessing
import os
import stat
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from cryptoagility import Keyset
from cryptoagility.errors import MalformedInput, NotAllowed, RolledBack, StorageError
from cryptoagility.keysets import DirectoryStore, FileMarks, LiveKeyset, LivePolicy
from cryptoagility.keysets.live import FRESH
from cryptoagility.policy import DEFAULT, Policy

from .crash import FAST

MESSAGE = b"collateral substitution"


@pytest.fixture
def store(tmp_path: Path) -> DirectoryStore:
    return DirectoryStore(tmp_path / "keys", marks=FileMarks(tmp_path / "marks"), create=True)


def test_modes_names_and_what_is_there(store: DirectoryStore) -> None:
    LiveKeyset.create(store, "ccp", FAST, Keyset.generate("Ed25519"))
    LiveKeyset.create(store, "a.b-c_1", FAST, Keyset.generate("X25519"))
    assert store.names() == ("a.b-c_1", "ccp")
    assert stat.S_IMODE(os.stat(store.directory / "ccp.keyset").st_mode) == 0o600
    assert stat.S_IMODE(os.stat(store.directory).st_mode) == 0o700
    with pytest.raises(NotAllowed, match="is there already"):
        LiveKeyset.create(store, "ccp", FAST, Keyset.generate("Ed25519"))
    with pytest.raises(NotAllowed, match=r"no keyset 'broker' in .*; there are: a.b-c_1, ccp"):
        LiveKeyset(store, "broker", FAST)
    for name in ("", "../ccp", "a/b", "A", ".hidden", "x" * 65, "x.keyset", "a\n"):
        with pytest.raises(MalformedInput):
            store.read(name)
    with pytest.raises(StorageError, match="is no directory"):
        DirectoryStore(store.directory / "nowhere")


def test_a_mark_that_cannot_be_read_is_not_zero(store: DirectoryStore, tmp_path: Path) -> None:
    live = LiveKeyset.create(store, "ccp", FAST, Keyset.generate("Ed25519"))
    [mark] = (tmp_path / "marks").glob("keyset-*")
    for damaged in (b"", b"x\n", b"1" * 70, b"-1\n"):
        mark.write_bytes(damaged)
        with pytest.raises(StorageError):
            LiveKeyset(store, "ccp", FAST)
    assert live is not None


def test_a_change_must_be_a_later_generation_of_the_same_keyset(store: DirectoryStore) -> None:
    live = LiveKeyset.create(store, "ccp", FAST, Keyset.generate("Ed25519"))
    for step in (lambda keyset: keyset, lambda keyset: Keyset.generate("Ed25519").rotated_to("Ed25519")):
        with pytest.raises(NotAllowed, match="later generation of the same keyset"):
            live.change(step)
    assert live.current().generation == 1


def test_what_killed_writers_left_is_cleared(store: DirectoryStore) -> None:
    live = LiveKeyset.create(store, "ccp", FAST, Keyset.generate("Ed25519"))
    left = store.directory / ".ccp.keyset.0123456789abcdef.new"
    left.write_bytes(b"half")
    assert store.names() == ("ccp",)
    live.change(lambda keyset: keyset.rotated_to("Ed25519"))
    assert not left.exists()


def test_a_full_disk_leaves_the_old_keyset(store: DirectoryStore) -> None:
    """A limit on the size of files stands for the full disk: the write fails, what was there is there."""
    LiveKeyset.create(store, "ccp", FAST, Keyset.generate("Ed25519"))
    before = store.read("ccp")
    code = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "from cryptoagility.keysets import DirectoryStore, FileMarks, LiveKeyset, Passphrase;"
        "from cryptoagility.errors import StorageError; import sys;"
        "s = DirectoryStore(sys.argv[1], marks=FileMarks(__import__('pathlib').Path(sys.argv[2])));"
        "l = LiveKeyset(s, 'ccp', Passphrase(b'crash')); resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))\n"
        "try: l.change(lambda k: k.rotated_to('ML-DSA-44'))\n"
        "except StorageError as e: print(e)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(store.directory), str(store.directory.parent / "marks")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "could not be written: File too large" in done.stdout
    assert store.read("ccp") == before
    assert sorted(path.name for path in store.directory.iterdir()) == [".ccp.lock", "ccp.keyset"]


def _retire(path: str, marks: str, algorithm: str) -> None:
    LivePolicy(path, marks=FileMarks(Path(marks))).retire(algorithm, "broken overnight")


def test_what_one_process_retires_no_other_uses_within_a_second(store: DirectoryStore, tmp_path: Path) -> None:
    policy = LivePolicy(tmp_path / "policy.yaml", marks=store.marks)
    live = LiveKeyset.create(store, "ccp", FAST, Keyset.generate("ECDSA-P256-SHA256"), policy=policy)
    wire = live.sign(MESSAGE)
    process = multiprocessing.get_context("spawn").Process(
        target=_retire, args=(str(policy.path), str(tmp_path / "marks"), "ECDSA")
    )
    process.start()
    process.join()
    assert process.exitcode == 0
    time.sleep(FRESH + 0.05)
    for use in (lambda: live.sign(MESSAGE), lambda: live.verify(MESSAGE, wire)):
        with pytest.raises(NotAllowed, match="ECDSA-P256-SHA256 is retired"):
            use()
    live.change(lambda keyset: keyset.rotated_to("ML-DSA-65"))
    live.verify(MESSAGE, live.sign(MESSAGE))


def test_the_policy_beside_the_keysets_holds_for_who_names_none(store: DirectoryStore) -> None:
    live = LiveKeyset.create(store, "ccp", FAST, Keyset.generate("Ed25519"))
    live.sign(MESSAGE)
    LivePolicy(store.policy_file, marks=store.marks).retire("Ed25519", "broken")
    time.sleep(FRESH + 0.05)
    with pytest.raises(NotAllowed, match="Ed25519 is retired"):
        live.sign(MESSAGE)
    with pytest.raises(NotAllowed):
        LiveKeyset(store, "ccp", FAST).sign(MESSAGE)


def test_a_policy_never_goes_back_and_a_broken_one_allows_nothing(store: DirectoryStore, tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    policy = LivePolicy(path, marks=store.marks)
    assert policy.current() == DEFAULT
    live = LiveKeyset.create(store, "ccp", FAST, Keyset.generate("Ed25519"), policy=policy)
    policy.change(lambda old: Policy(epoch=old.epoch + 3))
    old = path.read_bytes()
    policy.retire("RSA", "too slow")
    path.write_bytes(old)
    for broken, error in ((old, RolledBack), (b"schema: x\n", MalformedInput), (b"", MalformedInput)):
        path.write_bytes(broken)
        time.sleep(FRESH + 0.05)
        with pytest.raises(error):
            live.sign(MESSAGE)
    path.unlink()
    time.sleep(FRESH + 0.05)
    with pytest.raises(RolledBack, match="is gone; a policy of epoch 4 was here"):
        live.sign(MESSAGE)
    with pytest.raises(NotAllowed, match="epoch only grows"):
        LivePolicy(tmp_path / "other.yaml", marks=store.marks).change(lambda policy: policy)


def test_retirement_carries_the_day_and_the_reason(tmp_path: Path) -> None:
    from datetime import UTC, datetime

    policy = LivePolicy(tmp_path / "policy.yaml", marks=FileMarks(tmp_path / "marks"))
    made = policy.retire("ML-DSA", 'a "forgery" was\nshown', today=lambda: datetime(2026, 11, 28, 2, tzinfo=UTC))
    [one] = made.retired
    assert (one.algorithm, one.since, one.reason) == ("ML-DSA", date(2026, 11, 28), 'a "forgery" was\nshown')
    assert LivePolicy(tmp_path / "policy.yaml", marks=policy.marks).current() == made
