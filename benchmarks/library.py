"""Measure the library beside the bare backend: keysets, threads, batches, start-up, the event loop.

Usage: python -m benchmarks.library
"""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric import ed25519, mldsa

from cryptoagility import Keyset
from cryptoagility.batch import sign_batch

MESSAGE = b"m" * 1024
CONSERVATIVE = "SLH-DSA-SHA2-128s"
ROUNDS = 5
Work = Callable[[], object]


def main() -> None:
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}; messages of {len(MESSAGE)} bytes\n")
    measure()


def measure() -> None:
    keysets()
    threads()
    batches()
    start()
    event_loop()


def keysets() -> None:
    """One operation of a keyset beside one of the backend; ML-DSA signs for a time that varies, so many are made."""
    keyset, bare = Keyset.generate("ML-DSA-65"), mldsa.MLDSA65PrivateKey.generate()
    wire, signature = keyset.sign(MESSAGE), bare.sign(MESSAGE, b"")
    public, bare_public = keyset.public(), bare.public_key()
    ours, theirs = interleaved(lambda: keyset.sign(MESSAGE), lambda: bare.sign(MESSAGE, b""), 4000)
    ratio("ML-DSA-65 sign", ours, theirs, "goal <= 1.05")
    ours, theirs = interleaved(
        lambda: public.verify(MESSAGE, wire), lambda: bare_public.verify(signature, MESSAGE, b""), 4000
    )
    ratio("ML-DSA-65 verify", ours, theirs, "goal <= 1.05")
    classical, bare_classical = Keyset.generate("Ed25519"), ed25519.Ed25519PrivateKey.generate()
    wire, signature = classical.sign(MESSAGE), bare_classical.sign(MESSAGE)
    verifier, bare_verifier = classical.public(), bare_classical.public_key()
    ours, theirs = interleaved(lambda: classical.sign(MESSAGE), lambda: bare_classical.sign(MESSAGE), 8000)
    ratio("Ed25519 sign", ours, theirs, "goal <= 15 us over")
    ours, theirs = interleaved(
        lambda: verifier.verify(MESSAGE, wire), lambda: bare_verifier.verify(signature, MESSAGE), 8000
    )
    ratio("Ed25519 verify", ours, theirs, "goal <= 15 us over")
    print()


def interleaved(first: Work, second: Work, number: int) -> tuple[list[float], list[float]]:
    """Processor seconds of each call of both, one after the other, so that what else runs meets both."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(50):
        first(), second()
    for _ in range(number):
        for work, took in zip((first, second), times, strict=True):
            began = time.thread_time()
            work()
            took.append(time.thread_time() - began)
    return times


def ratio(name: str, ours: list[float], theirs: list[float], goal: str) -> None:
    """Over: the difference of the tenth parts that were fastest, which rejection in ML-DSA does not blur."""
    mean, bare = statistics.fmean(ours), statistics.fmean(theirs)
    over = statistics.fmean(fastest(ours)) - statistics.fmean(fastest(theirs))
    print(
        f"keyset {name:16} {mean * 1e6:8.1f} us   bare {bare * 1e6:8.1f} us   {mean / bare:5.3f} of means, "
        f"{over * 1e6:5.1f} us over = {1 + over / bare:5.3f}   ({goal})"
    )


def fastest(times: list[float]) -> list[float]:
    return sorted(times)[: len(times) // 10]


def threads() -> None:
    keyset, bare = Keyset.generate("ML-DSA-65"), mldsa.MLDSA65PrivateKey.generate()
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(scaling(lambda: keyset.sign(MESSAGE)))
        theirs.append(scaling(lambda: bare.sign(MESSAGE, b"")))
    mine, other = statistics.median(ours), statistics.median(theirs)
    print(
        f"two threads, ML-DSA-65 sign     keyset {mine:.2f} x one thread, bare {other:.2f} x: "
        f"{mine / other:.2f}   (goal >= 0.9)"
    )


def scaling(work: Work, number: int = 1000) -> float:
    """How many times as much two threads do as one."""
    alone = timed(lambda: repeat(work, number))
    both = [threading.Thread(target=repeat, args=(work, number)) for _ in range(2)]
    began = time.perf_counter()
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    return 2 * alone / (time.perf_counter() - began)


def repeat(work: Work, number: int) -> None:
    for _ in range(number):
        work()


def batches() -> None:
    """Batches of 256 beside single signatures, messages per second."""
    messages = [os.urandom(len(MESSAGE)) for _ in range(256)]
    for name, singles, rounds, goal in (("ML-DSA-65", 1000, 200, 60), (CONSERVATIVE, 5, 5, 240)):
        root, alone = Keyset.generate(name, purpose="batch-root"), Keyset.generate(name)
        sign_batch(root, messages)
        alone.sign(MESSAGE)
        single = singles / timed(lambda: repeat(lambda: alone.sign(MESSAGE), singles))  # noqa: B023
        batch = rounds * 256 / timed(lambda: repeat(lambda: sign_batch(root, messages), rounds))  # noqa: B023
        print(
            f"batches of 256, {name:17} {batch:9,.0f} messages/s   single {single:7,.1f}/s   {batch / single:5.0f} x   "
            f"(goal >= {goal})"
        )
    print()


IMPORT = "import time; began = time.perf_counter(); import cryptoagility; print(time.perf_counter() - began)"
FIRST = (
    "import time; began = time.perf_counter(); from cryptoagility import Keyset; "
    "Keyset.generate('ML-DSA-65').sign(b'm'); print(time.perf_counter() - began)"
)


def start() -> None:
    """In fresh interpreters with warm caches of compiled modules (PYTHONDONTWRITEBYTECODE is taken out)."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

    def measured(program: str) -> float:
        command = [sys.executable, "-c", program]
        for _ in range(2):
            subprocess.run(command, check=True, env=environment, capture_output=True)
        runs = (
            subprocess.run(command, check=True, env=environment, capture_output=True, text=True).stdout
            for _ in range(3 * ROUNDS)
        )
        return statistics.median(map(float, runs)) * 1000

    print(f"import cryptoagility            {measured(IMPORT):8.1f} ms   (goal < 15)")
    print(f"first signature of a process    {measured(FIRST):8.1f} ms   with import and key generation (goal < 150)")


def event_loop() -> None:
    """The worst lag of a timer of 1 ms while an SLH-DSA signature is made beside it."""
    keyset = Keyset.generate(CONSERVATIVE)
    keyset.sign(MESSAGE)

    async def worst(work: Work | None) -> float:
        task = asyncio.create_task(asyncio.to_thread(work) if work else asyncio.sleep(0.3))  # type: ignore[arg-type]
        lag = 0.0
        while not task.done():
            began = time.perf_counter()
            await asyncio.sleep(0.001)
            lag = max(lag, time.perf_counter() - began - 0.001)
        return lag * 1000

    signing = [asyncio.run(worst(lambda: keyset.sign(MESSAGE))) for _ in range(ROUNDS)]
    idle = [asyncio.run(worst(None)) for _ in range(ROUNDS)]
    print(
        f"event loop, worst lag           {statistics.median(signing):8.2f} ms while {CONSERVATIVE} signs, "
        f"{statistics.median(idle):.2f} ms while nothing does"
    )


def timed(work: Work) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
