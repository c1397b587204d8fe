"""The audit log: nothing acknowledged is lost, no change goes unnoticed, and it stops rather than go on unlogged."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptoagility import Keyset
from cryptoagility.errors import MalformedInput, NotAllowed, StorageError
from cryptoagility.settlement import audit
from cryptoagility.settlement.audit import AuditLog, Seal, read_entries, verify

SIGNER = Keyset.generate(["Ed25519", "ML-DSA-44"])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "audit.log"


def filled(path: Path, count: int = 5) -> list[bytes]:
    with AuditLog(path, clock=lambda: 1_800_000_000.0) as log:
        for number in range(count):
            log.append("accepted", {"mid": f"BMI-{number}", "flow": "margin-call", "epoch": 3})
    return path.read_bytes().splitlines(keepends=True)


def test_what_is_written_is_read_and_verified(path: Path) -> None:
    lines = filled(path)
    entries = list(read_entries(path))
    assert [entry.kind for entry in entries] == ["begin", *["accepted"] * 5]
    assert [entry.number for entry in entries] == list(range(6))
    assert entries[3].data == {"mid": "BMI-2", "flow": "margin-call", "epoch": 3}
    assert entries[3].at == 1_800_000_000_000
    verdict = verify(path)
    assert verdict.right
    assert (verdict.entries, verdict.head, verdict.torn) == (6, entries[-1].hash, 0)
    assert len(lines) == 6
    assert os.stat(path).st_mode & 0o777 == 0o600
    with AuditLog(path) as log:
        log.append("accepted", {})
        assert log.id == entries[0].data["log"]
    assert verify(path).entries == 7


def test_a_changed_entry_is_named(path: Path) -> None:
    """Each entry in turn says something else, in the one form: the first changed one is named."""
    lines = filled(path, 6)
    for at in range(1, len(lines)):
        changed = lines[at].replace(b"margin-call", b"margin-cull")
        path.write_bytes(b"".join([*lines[:at], changed, *lines[at + 1 :]]))
        verdict = verify(path)
        assert (verdict.right, verdict.wrong) == ((at == len(lines) - 1), None if at == len(lines) - 1 else at), at
    # The last one can be changed without a trace in the log; a seal knows.


@pytest.mark.parametrize(
    ("how", "wrong"),
    [
        ("taken out", 2),
        ("twice", 3),
        ("swapped", 2),
        ("put in", 2),
        ("first taken out", 0),
        ("spaces", 2),
        ("no JSON", 2),
        ("previous changed", 2),
        ("keys", 2),
        ("empty line", 2),
        ("too long", 2),
    ],
)
def test_what_was_done_to_the_lines_is_noticed(path: Path, how: str, wrong: int) -> None:
    lines = filled(path)
    second = json.loads(lines[2])

    def line(value: object) -> bytes:
        return json.dumps(value, sort_keys=True, separators=(",", ":")).encode() + b"\n"

    done = {
        "taken out": [*lines[:2], *lines[3:]],
        "twice": [*lines[:3], lines[2], *lines[3:]],
        "swapped": [*lines[:2], lines[3], lines[2], *lines[4:]],
        "put in": [*lines[:2], line({**second, "n": 7}), *lines[2:]],
        "first taken out": lines[1:],
        "spaces": [*lines[:2], lines[2].replace(b",", b", ", 1), *lines[3:]],
        "no JSON": [*lines[:2], b"nothing\n", *lines[3:]],
        "previous changed": [*lines[:2], line({**second, "previous": "0" * 64}), *lines[3:]],
        "keys": [*lines[:2], line({**second, "more": 1}), *lines[3:]],
        "empty line": [*lines[:2], b"\n", *lines[2:]],
        "too long": [*lines[:2], b'"' + b"x" * (audit.LONGEST + 5) + b'"\n', *lines[2:]],
    }[how]
    path.write_bytes(b"".join(done))
    verdict = verify(path)
    assert not verdict.right
    assert verdict.wrong == wrong, verdict.reason


def test_every_byte_counts_up_to_the_last_line(path: Path) -> None:
    lines = filled(path, 3)
    data = b"".join(lines)
    last = len(data) - len(lines[-1])
    unnoticed = []
    for at in range(last):
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        if verify(path).right:
            unnoticed.append(at)
    assert unnoticed == []


def test_an_end_that_was_cut_off_shows_only_against_a_seal_from_elsewhere(path: Path) -> None:
    filled(path)
    with AuditLog(path) as log:
        seal = log.checkpoint(SIGNER)
    assert Seal.parse(seal.text()) == seal
    assert seal.entries == 6
    public = SIGNER.public()
    assert verify(path, checkpoints=public, seals=[seal]).sealed == 6
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:5]))
    assert verify(path, checkpoints=public).right
    verdict = verify(path, checkpoints=public, seals=[seal])
    assert verdict.wrong == 5
    assert "the end was cut off" in verdict.reason
    changed_last = [*lines[:5], lines[5].replace(b"BMI-4", b"BMI-9"), *lines[6:]]
    path.write_bytes(b"".join(changed_last[:6]))
    assert verify(path).right
    verdict = verify(path, seals=[seal])
    assert (verdict.wrong, "a seal of 6 entries says otherwise" in verdict.reason) == (5, True)


def test_checkpoints_inside_are_verified(path: Path) -> None:
    with AuditLog(path) as log:
        log.append("accepted", {"mid": "1"})
        log.checkpoint(SIGNER)
        log.append("accepted", {"mid": "2"})
        log.checkpoint(SIGNER)
    assert verify(path, checkpoints=SIGNER.public()).checkpoints == 2
    assert verify(path).checkpoints == 0
    stranger = Keyset.generate("Ed25519").public()
    verdict = verify(path, checkpoints=stranger)
    assert (verdict.wrong, verdict.checkpoints) == (2, 0)
    with AuditLog(path.with_name("other.log")) as other:
        other.append("accepted", {"mid": "1"})
        seal = other.checkpoint(SIGNER)
    assert not verify(path, seals=[seal]).right


def test_a_seal_that_is_wrong(path: Path) -> None:
    filled(path)
    with AuditLog(path) as log:
        seal = log.checkpoint(SIGNER)
    forged = Seal(seal.log, seal.entries, seal.head, Keyset.generate(["Ed25519", "ML-DSA-44"]).sign(b"x"))
    assert verify(path, checkpoints=SIGNER.public(), seals=[forged]).wrong == 5
    for text in ("", "{}", seal.text()[:-1], seal.text().replace('"entries":6', '"entries":-1'), seal.text() + "x"):
        with pytest.raises(MalformedInput):
            Seal.parse(text)


@pytest.mark.parametrize(
    "data",
    [
        {"amount": 1.5},
        {"key": b"bytes"},
        {1: "x"},
        {"n": 2**63},
        {"x": object()},
        {"x": "\ud800"},
        {"deep": [[[[[[[[[[1]]]]]]]]]]},
        {"long": "x" * audit.LONGEST},
        "text",
    ],
)
def test_what_cannot_be_an_entry_is_refused_and_the_log_goes_on(path: Path, data: object) -> None:
    with AuditLog(path) as log:
        with pytest.raises(MalformedInput):
            log.append("accepted", data)  # type: ignore[arg-type]
        with pytest.raises(MalformedInput):
            log.append("", {})
        log.append("accepted", {})
    assert verify(path).entries == 2


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**62), 2**62)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(st.dictionaries(st.text(max_size=8), VALUES, max_size=3), max_size=5))
@settings(max_examples=40, deadline=None)
def test_any_data_comes_back(tmp_path_factory: pytest.TempPathFactory, given_data: list[dict[str, object]]) -> None:
    path = tmp_path_factory.mktemp("log") / "audit.log"
    with AuditLog(path) as log:
        log.append_all([("any", data) for data in given_data])  # type: ignore[misc]
    assert [json.loads(json.dumps(entry.data)) for entry in read_entries(path)][1:] == json.loads(
        json.dumps(given_data)
    )
    assert verify(path).right


@pytest.mark.parametrize("torn", [b"{", b'{"at":1', b"x" * 500])
def test_a_torn_line_is_cut_off_and_said(path: Path, torn: bytes) -> None:
    lines = filled(path)
    with open(path, "ab") as file:
        file.write(torn)
    assert (verify(path).right, verify(path).torn) == (True, len(torn))
    with AuditLog(path) as log:
        log.append("accepted", {})
    entries = list(read_entries(path))
    assert [(entry.kind, dict(entry.data)) for entry in entries[6:]] == [
        ("recovered", {"torn-bytes": len(torn)}),
        ("accepted", {}),
    ]
    assert path.read_bytes().startswith(b"".join(lines))
    assert verify(path).right


def test_a_torn_first_line_begins_the_log_again(path: Path) -> None:
    path.write_bytes(b'{"at":')
    with AuditLog(path) as log:
        log.append("accepted", {})
    assert verify(path).entries == 2


def test_a_file_that_is_no_log_is_not_touched(path: Path, tmp_path: Path) -> None:
    for content in (b"some text\n", b"{}\n", b"x" * (3 * audit.LONGEST)):
        path.write_bytes(content)
        with pytest.raises(MalformedInput):
            AuditLog(path)
        assert path.read_bytes() == content
    (tmp_path / "link").symlink_to(path)
    for bad in (tmp_path / "link", tmp_path / "nowhere" / "audit.log", tmp_path):
        with pytest.raises(StorageError):
            AuditLog(bad)
    assert not verify(tmp_path / "link").right


def test_a_log_that_becomes_shorter_while_it_is_in_use_stops(path: Path) -> None:
    filled(path)
    log = AuditLog(path)
    log.append("accepted", {})
    os.truncate(path, 100)
    for _ in range(2):
        with pytest.raises(StorageError, match="became shorter while it was in use"):
            log.append("accepted", {})
    log.close()
    with pytest.raises(StorageError):
        log.append("accepted", {})


def test_many_threads_share_syncs_and_lose_nothing(path: Path) -> None:
    log = AuditLog(path)
    acknowledged: list[str] = []

    def write(worker: int) -> None:
        for number in range(25):
            log.append("accepted", {"mid": f"{worker}-{number}"})
            acknowledged.append(f"{worker}-{number}")

    threads = [threading.Thread(target=write, args=(worker,)) for worker in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    log.close()
    there = [str(entry.data["mid"]) for entry in read_entries(path) if entry.kind == "accepted"]
    assert sorted(there) == sorted(acknowledged)
    assert len(there) == 200
    assert verify(path).right
    for worker in range(8):  # each thread's own entries in its own order
        assert [mid for mid in there if mid.startswith(f"{worker}-")] == [f"{worker}-{number}" for number in range(25)]


WRITER = """
import sys
from cryptoagility.settlement.audit import AuditLog
log = AuditLog(sys.argv[1])
for number in range(int(sys.argv[3])):
    log.append("accepted", {"mid": f"{sys.argv[2]}-{number}"})
    print(f"{sys.argv[2]}-{number}", flush=True)
"""


def writer(path: Path, name: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), name, str(count)], stdout=subprocess.PIPE, text=True
    )


def test_eight_processes_at_once_of_which_some_are_killed(path: Path) -> None:
    chance = random.Random(5)
    processes = [writer(path, str(name), 60) for name in range(8)]
    for process in processes[:4]:
        time.sleep(chance.uniform(0.05, 0.15))
        process.send_signal(signal.SIGKILL)
    acknowledged = [line for process in processes for line in process.communicate()[0].split()]
    assert all(process.returncode == 0 for process in processes[4:])
    there = [str(entry.data["mid"]) for entry in read_entries(path) if entry.kind == "accepted"]
    assert set(acknowledged) <= set(there)
    assert len(set(there)) == len(there)
    assert len(there) - len(acknowledged) <= 4  # each killed one may have written one that it could not tell of
    assert verify(path).right


def test_on_a_full_disk_nothing_is_acknowledged_and_the_log_stops(path: Path) -> None:
    """A limit on the size of files stands for the full disk."""
    filled(path)
    before = path.read_bytes()
    code = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "from cryptoagility.settlement.audit import AuditLog\n"
        "from cryptoagility.errors import StorageError\n"
        "log = AuditLog(sys.argv[1]); size = len(open(sys.argv[1], 'rb').read())\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (size + 50, size + 50))\n"
        "for _ in range(2):\n"
        "    try: log.append('accepted', {'mid': 'x'})\n"
        "    except StorageError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    assert done.stdout.count("could not be written") == 2
    assert path.read_bytes() == before
    with AuditLog(path) as log:
        log.append("accepted", {})
    assert verify(path).right


def test_a_checkpoint_by_a_key_that_is_not_allowed_any_more(path: Path) -> None:
    with AuditLog(path) as log:
        log.checkpoint(SIGNER)
    rotated = SIGNER.rotated_to("ML-DSA-65")
    gone = rotated.disabled(SIGNER.keys[1].id)
    with pytest.raises(NotAllowed):
        gone.verify(b"x", SIGNER.sign(b"x"))
    verdict = verify(path, checkpoints=gone)
    assert "not known or not allowed" in verdict.reason


def test_a_write_that_fails_in_any_way_is_nobodys_acknowledgement(path: Path) -> None:
    """Threads wait for one leader; its file is closed behind its back: none of them is told that its entry is there."""
    filled(path)
    log = AuditLog(path)
    before = path.read_bytes()
    os.close(log._file)
    told: list[str] = []

    def write(number: int) -> None:
        try:
            log.append("accepted", {"mid": str(number)})
            told.append("written")
        except StorageError:
            told.append("refused")

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    log._file = -1
    assert told == ["refused"] * 8
    assert path.read_bytes() == before
