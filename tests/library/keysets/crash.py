"""Rotation killed at any instant, with readers running: `python -m tests.library.keysets.crash 200`.

`crash 200 postgresql` does it over PostgreSQL.

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
from cryptoagility.keysets import LiveKeyset, Passphrase

from .stores import opened, places

FAST = Passphrase(b"crash", passes=1, memory=8 * 1024, lanes=1)
NAME = "ledger"
# A reader's keyset may be 0.2 s old and the reader may wait for a processor; in that time the writer rotates a hundred
# times, and what was signed with a key that is destroyed since is rightly refused.


def writer(place: str, root: Path) -> None:
    live = LiveKeyset(opened(place, root), NAME, FAST)
    live.current().rotated_to("Ed25519")  # the backend is loaded before the clock runs
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        live.change(lambda keyset: _short(keyset.rotated_to("Ed25519")))


def reader(place: str, root: Path) -> None:
    live = LiveKeyset(opened(place, root), NAME, FAST)
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
    """Without the keys that are older than three seconds, but with ten at least.

    A reader signs with a keyset that is up to FRESH old and may be held up before it verifies: its key must be there.
    """
    from dataclasses import replace

    young = time.time() - 3
    kept = tuple(key for at, key in enumerate(reversed(keyset.keys)) if at < 10 or key.created > young)[::-1]
    if len(kept) == len(keyset.keys):
        return keyset
    return Keyset(replace(keyset.description, keys=kept), {key.id: keyset._private[key.id] for key in kept})


MODULE = "tests.library.keysets.crash"


def run(kills: int, root: Path, seed: int = 7, readers: int = 2, *, place: str) -> dict[str, int]:
    chance = random.Random(seed)
    store = opened(place, root)
    LiveKeyset.create(store, NAME, FAST, Keyset.generate("Ed25519"))
    watching = [_start("reader", place, root) for _ in range(readers)]
    result = {"kills": 0, "unreadable": 0, "rolled back": 0}
    last = 1
    try:
        for _ in range(kills):
            process = _start("writer", place, root)
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


def _start(role: str, place: str, root: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", MODULE, role, place, str(root)],
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
        {"reader": reader, "writer": writer}[word](sys.argv[2], Path(sys.argv[3]))
    else:
        kind = sys.argv[2] if len(sys.argv) > 2 else "directory"
        with tempfile.TemporaryDirectory() as directory, places(kind, Path(directory)) as found:
            for key, value in run(int(word), Path(directory), place=found).items():
                sys.stdout.write(f"{key}: {value}\n")
