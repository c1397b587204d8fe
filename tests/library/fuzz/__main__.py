"""Every parser for a while: `python -m tests.library.fuzz SECONDS [TARGET …]`.

Each target has its share of the time, in a process of its own: half with our mutations of valid samples, half with
atheris (libFuzzer), which follows what code is reached; without atheris all of it is ours. Printed for each: inputs,
how many were taken, the slowest in seconds, and what came out that is no error of the library.
"""

from __future__ import annotations

import base64
import importlib.util
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SLOW = 2.0  # seconds; an input that takes longer is told


class Watched:
    """A target with its counts, which are written down now and then, because libFuzzer ends the process itself."""

    def __init__(self, run: Callable[[bytes], object], notes: Path) -> None:
        from cryptoagility.errors import AgilityError

        self._ours = AgilityError
        self._run = run
        self._notes = notes
        self._next = 0.0
        self.found: dict[str, object] = {"inputs": 0, "taken": 0, "slowest": 0.0, "slow": "", "foreign": {}}

    def __call__(self, data: bytes) -> None:
        began = time.monotonic()
        taken = 1
        try:
            self._run(data)
        except self._ours:
            taken = 0
        except Exception as error:  # noqa: BLE001  # this is what is looked for
            taken = 0
            where = traceback.extract_tb(error.__traceback__)[-1]
            foreign = self.found["foreign"]
            key = f"{type(error).__name__} at {Path(where.filename).name}:{where.lineno}: {str(error)[:80]}"
            if len(foreign) < 20 and key not in foreign:
                foreign[key] = base64.b64encode(data).decode()
                self._next = 0.0
        now = time.monotonic()
        self.found["inputs"] += 1
        self.found["taken"] += taken
        if now - began > self.found["slowest"]:
            self.found["slowest"] = round(now - began, 3)
            self.found["slow"] = base64.b64encode(data).decode() if now - began > SLOW else ""
        if now > self._next:
            self.note()
            self._next = now + 0.5

    def note(self) -> None:
        self._notes.write_text(json.dumps(self.found))


def ours(name: str, seconds: float, notes: Path) -> None:
    """Mutations of the samples, from a seed that is printed with what is found."""
    from .mutations import mutated
    from .targets import TARGETS

    target = next(one for one in TARGETS if one.name == name)
    samples = target.samples()
    watched = Watched(target.run, notes)
    chance = random.Random()
    for sample in samples:
        watched(sample)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for _ in range(20):
            watched(mutated(samples, chance))
    watched.note()


def guided(name: str, seconds: float, notes: Path) -> None:
    """The same by atheris, from the samples."""
    import atheris

    with atheris.instrument_imports(include=["cryptoagility", "cbor2"], enable_loader_override=False):
        from .targets import TARGETS

    target = next(one for one in TARGETS if one.name == name)
    corpus = notes.with_suffix(".corpus")
    corpus.mkdir()
    for at, sample in enumerate(target.samples()):
        (corpus / str(at)).write_bytes(sample)
    atheris.Setup(
        [
            name,
            f"-max_total_time={max(1, round(seconds))}",
            "-max_len=65536",
            "-verbosity=0",
            "-timeout=60",
            str(corpus),
        ],
        Watched(target.run, notes),
    )
    atheris.Fuzz()


def main(arguments: list[str]) -> int:
    from .targets import TARGETS

    seconds, chosen = float(arguments[0]), arguments[1:]
    targets = [one.name for one in TARGETS if not chosen or one.name in chosen]
    modes = ["ours", "guided"] if importlib.util.find_spec("atheris") else ["ours"]
    if len(modes) == 1:
        say("atheris is not installed (`pip install atheris`): our own mutations only")
    share = seconds / len(targets) / len(modes)
    bad = total = 0
    for name in targets:
        for mode in modes:
            with tempfile.TemporaryDirectory() as folder:
                notes = Path(folder) / "notes.json"
                done = subprocess.run(
                    [sys.executable, "-m", "tests.library.fuzz", mode, name, str(share), str(notes)],
                    cwd=ROOT,
                    env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
                    capture_output=True,
                    text=True,
                )
                found = json.loads(notes.read_text()) if notes.exists() else {}
            total += found.get("inputs", 0)
            say(
                f"{name} ({mode}): {found.get('inputs', 0)} inputs, {found.get('taken', 0)} taken, "
                f"slowest {found.get('slowest')} s, {len(found.get('foreign', {}))} foreign exceptions"
            )
            for what, data in found.get("foreign", {}).items():
                bad += 1
                say(f"  {what}\n    {data[:2000]}")
            if found.get("slow"):
                say(f"  slow: {found['slow'][:2000]}")
            if done.returncode or not found:
                bad += 1
                say(f"  ended with {done.returncode}: {re.sub(chr(10), ' | ', done.stderr[-600:])}")
    say(f"{total} inputs, {bad} faults")
    return bad > 0


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    if sys.argv[1] in ("ours", "guided"):
        {"ours": ours, "guided": guided}[sys.argv[1]](sys.argv[2], float(sys.argv[3]), Path(sys.argv[4]))
    else:
        sys.exit(main(sys.argv[1:]))
