"""Rotation and retirement on running traffic: `python -m tests.library.keysets.soak 60 [directory|postgresql] …`.

Three processes sign, verify, encrypt and decrypt without pause. One more rotates a signing and an encryption keyset
four times a second, retires an algorithm that nobody uses after a third of the time, and after two thirds one that is
in use, as soon as its successor is primary. Counted: calls, failures (only NotAllowed for the retired algorithm, once
it is retired, is none), and how long a change takes to be in effect in each of the other processes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from cryptoagility import Keyset
from cryptoagility.errors import NotAllowed
from cryptoagility.keysets import FileMarks, LiveKeyset, LivePolicy

from .crash import FAST
from .stores import STORES, opened, places

MODULE = "tests.library.keysets.soak"
SIGNING, ENCRYPTING = "ledger", "vault"
UNUSED, USED, SUCCESSOR = "RSA", "ECDSA-P256-SHA256", "ML-DSA-44"
PAUSE = 0.25  # seconds between two rotations
MOST = 1.0  # seconds until a change is in effect everywhere: the contract


def policy_in(root: Path) -> LivePolicy:
    return LivePolicy(root / "policy.yaml", marks=FileMarks(root / "marks"))


def live_in(place: str, root: Path) -> tuple[LiveKeyset, LiveKeyset]:
    store, policy = opened(place, root), policy_in(root)
    return LiveKeyset(store, SIGNING, FAST, policy=policy), LiveKeyset(store, ENCRYPTING, FAST, policy=policy)


def user(place: str, root: Path) -> None:
    """Uses both keysets; tells when it first saw each generation and each epoch."""
    signing, encrypting = live_in(place, root)
    counts: Counter[str] = Counter()
    reasons: list[str] = []
    seen: dict[str, float] = {}
    # Signatures of the retired algorithm from before are kept, to see when they are not accepted any more.
    kept: list[bytes] = []
    say("ready")
    while not (root / "stop").exists():
        try:
            wire = signing.sign(b"m")
            signing.verify(b"m", wire)
            assert encrypting.decrypt(encrypting.encrypt(b"m", associated_data=b"a"), associated_data=b"a") == b"m"
            counts["calls"] += 4
        except NotAllowed as error:
            counts["calls"] += 1
            if f"{USED} is retired" in str(error) and (root / "retired").exists():
                counts["refused"] += 1
            else:
                counts["failed"] += 1
                reasons.append(repr(error))
        except Exception as error:  # noqa: BLE001  # whatever it is, it is counted
            counts["calls"] += 1
            counts["failed"] += 1
            reasons.append(repr(error))
        now = time.monotonic()
        keyset = signing.current()
        seen.setdefault(f"generation {keyset.generation}", now)
        seen.setdefault(f"epoch {keyset.policy_epoch()}", now)
        if len(kept) < 1 and keyset.description.primary().algorithm == USED:  # type: ignore[union-attr]
            kept.append(wire)
        if kept and "refusal" not in seen:
            try:
                signing.verify(b"m", kept[0])
            except NotAllowed:
                seen["refusal"] = time.monotonic()
    say(json.dumps({"counts": counts, "seen": seen, "reasons": reasons[:3]}))


def changer(place: str, root: Path, seconds: float) -> None:
    """Rotates and retires; tells when each change was written."""
    signing, encrypting = live_in(place, root)
    policy = policy_in(root)
    done: dict[str, float] = {}
    say("ready")
    begin = time.monotonic()
    algorithm = USED
    while (passed := time.monotonic() - begin) < seconds:
        if policy.current().epoch == 0 and passed > seconds / 3:
            made = policy.retire(UNUSED, "nobody uses it")
            done[f"epoch {made.epoch}"] = time.monotonic()
        if algorithm == USED and passed > 2 * seconds / 3:
            algorithm = SUCCESSOR
            rotate(signing, algorithm, done)
            (root / "retired").touch()
            made = policy.retire("ECDSA", "broken overnight")
            done[f"epoch {made.epoch}"] = done["refusal"] = time.monotonic()
        rotate(signing, algorithm, done)
        encrypting.change(lambda keyset: keyset.rotated_to("X25519"))
        time.sleep(PAUSE)
    say(json.dumps({"done": done}))


def rotate(live: LiveKeyset, algorithm: str, done: dict[str, float]) -> None:
    made = live.change(lambda keyset: keyset.rotated_to(algorithm))
    done[f"generation {made.generation}"] = time.monotonic()


def run(seconds: float, place: str, root: Path, users: int = 3) -> dict[str, Any]:
    store = opened(place, root)
    LiveKeyset.create(store, SIGNING, FAST, Keyset.generate(USED))
    LiveKeyset.create(store, ENCRYPTING, FAST, Keyset.generate("X25519"))
    using = [start("user", place, root) for _ in range(users)]
    changing = start("changer", place, root, str(seconds))
    done = json.loads(changing.communicate()[0])["done"]
    time.sleep(1.5)  # for the last change to be seen
    (root / "stop").touch()
    results = [json.loads(process.communicate()[0]) for process in using]
    total: Counter[str] = Counter()
    for result in results:
        total.update(result["counts"])
        for reason in result["reasons"]:
            sys.stderr.write(f"failed: {reason}\n")
    return {
        "calls": total["calls"],
        "failed": total["failed"],
        "refused, because retired": total["refused"],
        "rotations": sum(name.startswith("generation") for name in done),
        "rotation in effect": taken(done, results, "generation"),
        "retirement in effect": taken(done, results, "epoch"),
        "old signature refused": taken(done, results, "refusal"),
    }


def taken(done: dict[str, float], results: list[dict[str, Any]], what: str) -> dict[str, Any]:
    """Seconds from the end of a change to its first effect; a change that is overtaken counts from when it was made."""
    times: list[float] = []
    missing = 0
    for name, at in done.items():
        if not name.startswith(what):
            continue
        for result in results:
            first = min((when for other, when in result["seen"].items() if not_before(other, name)), default=None)
            if first is None:
                missing += 1
            else:
                times.append(max(0.0, first - at))
    times.sort()
    return {
        "p50": round(times[len(times) // 2], 3) if times else None,
        "max": round(times[-1], 3) if times else None,
        "seen": len(times),
        "missing": missing,
    }


def not_before(seen: str, done: str) -> bool:
    """Whether having seen the one is having seen the other."""
    kind, _, number = done.partition(" ")
    other, _, found = seen.partition(" ")
    return kind == other and (not number or int(found) >= int(number))


def start(role: str, place: str, root: Path, *more: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", MODULE, role, place, str(root), *more],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parents[3],
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(arguments: list[str]) -> None:
    word, *rest = arguments or ["60"]
    if word == "user":
        user(rest[0], Path(rest[1]))
    elif word == "changer":
        changer(rest[0], Path(rest[1]), float(rest[2]))
    else:
        for kind in rest or STORES:
            with tempfile.TemporaryDirectory() as directory, places(kind, Path(directory)) as place:
                found = run(float(word), place, Path(directory))
            say(f"{kind}, {word} seconds:")
            for key, value in found.items():
                say(f"  {key}: {value}")


if __name__ == "__main__":
    main(sys.argv[1:])
