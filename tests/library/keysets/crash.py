"""Rotation killed at any instant, with readers running: `python -m tests.library.keysets.crash 200`.

A writer rotates without pause and is killed (SIGKILL) at random moments; readers sign and verify all the while.
Counted: keysets that cannot be read, that went back, and failed calls of readers.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from cryptoagility import Keyset
from cryptoagility.keysets import DirectoryStore, FileMarks, LiveKeyset, Passphrase

FAST = Passphrase(b"crash", passes=1, memory=8 * 1024, lanes=1)
NAME = "ledger"
# A reader's keyset may be 0.2 s old and the reader may wait for a processor; in that time the writer rotates a hundred
# times, and what was signed with a key that is destroyed since is rightly refused.
MOST = 1000


def store_in(root: Path) -> DirectoryStore:
    return DirectoryStore(root / "keys", marks=FileMarks(root / "marks"), create=True)


def writer(root: Path) -> None:
    live = LiveKeyset(store_in(root), NAME, FAST)
    live.current().rotated_to("Ed25519")  # the backend is loaded before the clock runs
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        live.change(lambda keyset: _short(keyset.rotated_to("Ed25519")))


def reader(root: Path) -> None:
    live = LiveKeyset(store_in(root), NAME, FAST)
    counts = {"calls": 0, "failed": 0, "went back": 0}
    highest = 0
    reasons: list[str] = []
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while not (root / "stop").exists():
        try:
            live.verify(b"m", live.sign(b"m"))
            generation = live.current().generation
            counts["went back"] += generation < highest
            highest = max(highest, generation)
        except Exception as error:  # noqa: BLE001  # whatever it is, it is counted
            counts["failed"] += 1
            reasons.append(repr(error))
        counts["calls"] += 1
    sys.stdout.write(json.dumps({**counts, "highest": highest, "reasons": reasons[:3]}) + "\n")


def _short(keyset: Keyset) -> Keyset:
    """Not more than MOST keys: the oldest are destroyed."""
    from dataclasses import replace

    if len(keyset.keys) <= MOST:
        return keyset
    kept = keyset.keys[-MOST:]
    description = replace(keyset.description, keys=kept)
    return Keyset(description, {key.id: keyset._private[key.id] for key in kept})


MODULE = "tests.library.keysets.crash"


def run(kills: int, root: Path, seed: int = 7, readers: int = 2) -> dict[str, int]:
    chance = random.Random(seed)
    store = store_in(root)
    LiveKeyset.create(store, NAME, FAST, Keyset.generate("Ed25519"))
    watching = [_start("reader", root) for _ in range(readers)]
    result = {"kills": 0, "unreadable": 0, "rolled back": 0}
    last = 1
    try:
        for _ in range(kills):
            process = _start("writer", root)
            time.sleep(chance.uniform(0.0, 0.15))
            process.send_signal(signal.SIGKILL)
            process.communicate()
            result["kills"] += 1
            try:
                generation = LiveKeyset(store, NAME, FAST).current().generation
            except Exception:  # noqa: BLE001
                result["unreadable"] += 1
                continue
            result["rolled back"] += generation < last
            last = max(last, generation)
    finally:
        (root / "stop").touch()
    for process in watching:
        counts = json.loads(process.communicate()[0])
        for key in ("calls", "failed", "went back"):
            result[f"readers: {key}"] = result.get(f"readers: {key}", 0) + counts[key]
        for reason in counts["reasons"]:
            sys.stderr.write(f"reader: {reason}\n")
    result["generations"] = last
    return result


def _start(role: str, root: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", MODULE, role, str(root)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parents[3],
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


if __name__ == "__main__":
    word = sys.argv[1] if len(sys.argv) > 1 else "200"
    if word in ("reader", "writer"):
        {"reader": reader, "writer": writer}[word](Path(sys.argv[2]))
    else:
        with tempfile.TemporaryDirectory() as directory:
            for key, value in run(int(word), Path(directory)).items():
                sys.stdout.write(f"{key}: {value}\n")
