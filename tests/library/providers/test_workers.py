"""Worker processes: killed, forked, full of threads; what they know, and that they end."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cryptoagility import Keyset, providers
from cryptoagility.providers import workers
from cryptoagility.secret_access import SECRETS
from tests.conftest import need

SLOW = "SLH-DSA-SHA2-128s"  # signs for 0.3 s
QUICK = "SLH-DSA-SHA2-128f"  # for 15 ms
ROOT = Path(__file__).resolve().parents[3]

pytestmark = pytest.mark.usefixtures("linux")


@pytest.fixture
def linux() -> None:
    need(Path("/proc/self/task").is_dir(), "/proc", "Linux")


def children(of: int) -> list[int]:
    """The worker processes of a process."""
    found = []
    for task in Path(f"/proc/{of}/task").iterdir():
        found += [int(one) for one in (task / "children").read_text().split()]
    return sorted(one for one in found if b"cryptoagility.providers.worker" in command(one))


def command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def used(pid: int) -> int:
    """Processor time of a process in ticks; 0 when it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return int(fields[11]) + int(fields[12])


def until(holds: Callable[[], object], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.002)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@contextmanager
def busy(work: Callable[[], object]) -> Iterator[tuple[int, list[object]]]:
    """Does ``work`` in a thread; gives the worker that computes it, and the list in which its outcome will be."""
    before = {pid: used(pid) for pid in children(os.getpid())}
    outcome: list[object] = []
    thread = threading.Thread(target=lambda: outcome.append(work()))
    thread.start()

    def computing() -> list[int]:
        return [pid for pid in before if used(pid) >= before[pid] + 3]

    until(computing)
    yield computing()[0], outcome
    thread.join()


def test_a_worker_that_is_killed_is_replaced_and_the_call_succeeds(caplog: pytest.LogCaptureFixture) -> None:
    key = providers.signature(SLOW).generate()
    key.sign(b"warm")
    with caplog.at_level(logging.WARNING, "cryptoagility.providers"), busy(lambda: key.sign(b"m")) as (worker, outcome):
        os.kill(worker, signal.SIGKILL)
    (signature,) = outcome
    key.public_key().verify(b"m", signature)  # type: ignore[arg-type]
    assert worker not in children(os.getpid())
    assert "a worker process ended during sign of slh_dsa_sha2_128s; another one repeats it" in caplog.text


def test_idle_workers_that_are_gone_are_no_reason_to_fail() -> None:
    """However many there are: a machine has one for each processor."""
    key = providers.signature(QUICK).generate()
    gone = [workers._Worker() for _ in range(5)]
    for worker in gone:
        worker.process.kill()
        worker.process.wait()
    workers._pool.idle.extend(gone)
    key.public_key().verify(b"m", key.sign(b"m"))


def test_no_key_is_in_the_arguments_or_the_environment_of_a_worker() -> None:
    key = providers.signature(SLOW).generate()
    raw = key.private_bytes(access=SECRETS)
    forms = (raw, raw[:16], raw.hex().encode(), raw[:16].hex().encode())
    with busy(lambda: key.sign(b"the message")) as (worker, _):
        for name in ("cmdline", "environ", "comm"):
            shown = Path(f"/proc/{worker}/{name}").read_bytes()
            assert not any(form in shown for form in forms)
            assert b"the message" not in shown
        limits = Path(f"/proc/{worker}/limits").read_text()
        core = next(line for line in limits.splitlines() if line.startswith("Max core file size"))
        assert core.split()[4:6] == ["0", "0"]  # no core dump has the key either
        assert pipes(worker) & pipes(os.getpid())


def pipes(pid: int) -> set[str]:
    found = set()
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        try:
            found.add(os.readlink(descriptor))
        except FileNotFoundError:
            continue
    return {one for one in found if one.startswith("pipe:")}


def test_a_fork_shares_no_pipe_and_asks_workers_of_its_own() -> None:
    key = providers.signature(SLOW).generate()
    quick = providers.signature(QUICK).generate()
    quick.sign(b"warm")
    with busy(lambda: key.sign(b"m")) as (_, outcome):
        mine = children(os.getpid())
        assert mine
        talk = set.union(*(pipes(worker) for worker in mine)) & pipes(os.getpid())
        assert len(talk) >= 2
        child = os.fork()
        if child == 0:
            code = 1
            try:
                shared = talk & pipes(os.getpid())
                quick.public_key().verify(b"in the child", quick.sign(b"in the child"))
                fresh = children(os.getpid())
                code = 0 if not shared and fresh and not set(fresh) & set(mine) else 2
            finally:
                os._exit(code)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        quick.public_key().verify(b"in the parent", quick.sign(b"in the parent"))
    key.public_key().verify(b"m", outcome[0])  # type: ignore[arg-type]
    assert set(mine) <= set(children(os.getpid()))


PROGRAM = f"""
import os, sys, threading
from cryptoagility import providers
key = providers.signature({SLOW!r}).generate()
threading.Thread(target=lambda: [key.sign(b"m") for _ in range(1000)], daemon=True).start()
key.sign(b"m")
print("ready", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, None], ids=["SIGKILL", "SIGTERM", "end"])
def test_workers_end_with_their_parent(how: signal.Signals | None) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
    )
    assert parent.stdin is not None
    assert parent.stdout is not None
    try:
        assert parent.stdout.readline() == b"ready\n"
        started = children(parent.pid)
        assert started
        if how is None:
            parent.stdin.close()
        else:
            parent.send_signal(how)
        parent.wait(30)
        until(lambda: not any(alive(worker) for worker in started))
    finally:
        parent.kill()
        parent.wait()
        parent.stdin.close()
        parent.stdout.close()


def test_threads_get_their_own_answers() -> None:
    keys = [providers.signature(QUICK).generate() for _ in range(4)]
    publics = [key.public_key() for key in keys]
    wrong: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for one in range(3):
                message = f"{number}/{one}".encode()
                publics[number % 4].verify(message, keys[number % 4].sign(message))
        except BaseException as error:  # noqa: BLE001  # a thread's error is told by the one that waits
            wrong.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(children(os.getpid())) <= (os.cpu_count() or 1)


def test_a_worker_that_was_told_to_forget_is_told_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(workers, "_KEYS", 2)
    keys = [providers.signature(QUICK).generate() for _ in range(5)]
    for _ in range(2):
        for key in keys:
            key.public_key().verify(b"m", key.sign(b"m"))
    assert caplog.text == ""  # a worker that is asked with a key that it forgot ends, and another one would repeat it


class _Interrupted(BaseException):
    """Stands for Ctrl-C, which may come between a question and its answer."""


def test_an_interrupted_call_leaves_no_answer_for_the_next() -> None:
    key, other = providers.signature(SLOW).generate(), providers.signature(QUICK).generate()
    other.sign(b"warm")

    def interrupt(*_: object) -> None:
        raise _Interrupted

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.1)
        with pytest.raises(_Interrupted):
            key.sign(b"m")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    for number in range(4):
        message = str(number).encode()
        other.public_key().verify(message, other.sign(message))
        key.public_key().verify(message, key.sign(message))


NO_WORKER = f"""
import resource
from cryptoagility import providers
from cryptoagility.errors import UnavailableAlgorithm
scheme = providers.signature({QUICK!r})
key = scheme.private_key(bytes(64))
import subprocess, sys
opened = [open("/dev/null") for _ in range(3)]
resource.setrlimit(resource.RLIMIT_NOFILE, (opened[-1].fileno() + 2,) * 2)
try:
    key.sign(b"m")
except UnavailableAlgorithm as error:
    print(error)
"""


def test_a_worker_that_cannot_be_started_is_our_own_error() -> None:
    done = subprocess.run([sys.executable, "-c", NO_WORKER], capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert done.stdout == "no worker process can be started for slh_dsa_sha2_128f: Too many open files\n", done.stderr


def test_the_event_loop_ticks_while_a_keyset_signs() -> None:
    keyset = Keyset.generate(SLOW)
    keyset.sign(b"warm")

    async def ticks() -> int:
        task = asyncio.create_task(asyncio.to_thread(keyset.sign, b"m"))
        number = 0
        while not task.done():
            await asyncio.sleep(0.005)
            number += 1
        keyset.verify(b"m", await task)
        return number

    # Some sixty when nothing else runs; one when the interpreter's lock is held for as long as it signs.
    assert asyncio.run(ticks()) > 5


def test_a_message_larger_than_a_pipe_arrives_whole() -> None:
    key = providers.signature(QUICK).generate()
    message = os.urandom(3 << 20)
    key.public_key().verify(message, key.sign(message))
