"""The audit log: append-only, hash-chained, durable before it answers, with signed checkpoints.

One entry is one line of JSON in one form: keys sorted, no spaces, ASCII. Each names its number and the SHA-256 of the
line before it, so no line can be changed, taken out or put in without breaking what follows. Lines cut off at the end
break nothing: that shows only against a checkpoint that is kept elsewhere (``seal``).

An entry that was acknowledged is on disk. Many threads share one sync; several processes share the file by a lock. A
writer killed in the middle of a line leaves a torn one that nobody was told of: the next writer cuts it off and says so
in the log. When the disk is full nothing is acknowledged, and what holds the log must stop.
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import hashlib
import json
import os
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ..errors import AgilityError, InvalidSignature, MalformedInput, NotAllowed, StorageError
from ..files import sync_directory

Value = str | int | bool | None | Sequence["Value"] | Mapping[str, "Value"]

LONGEST = 64 * 1024  # bytes of a line
_LABEL = b"cryptoagility/audit/v1\0"
_CHECKPOINT = b"cryptoagility/audit-checkpoint/v1\0"
_FIRST = "0" * 64
_DEEPEST = 8
_KEYS = {"at", "data", "kind", "n", "previous"}


class Signer(Protocol):
    """What signs checkpoints: a keyset, or one that follows its store."""

    def sign(self, message: bytes) -> bytes:
        """A signature that carries its key's id."""
        ...


class Verifier(Protocol):
    """What verifies checkpoints: a keyset or a public keyset."""

    def verify(self, message: bytes, wire: bytes) -> None:
        """None if the signature is right; raises otherwise."""
        ...


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its number from 0, when (milliseconds since 1970, UTC), of what kind, and what it says."""

    number: int
    at: int
    kind: str
    data: Mapping[str, Value]
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Seal:
    """A signed checkpoint: this log had this many entries, and the last one had this hash."""

    log: str
    entries: int
    head: str
    signature: bytes

    def signed_bytes(self) -> bytes:
        """What the signature covers."""
        return _CHECKPOINT + f"{self.log}\n{self.entries}\n{self.head}\n".encode()

    def text(self) -> str:
        """One line of JSON, to keep elsewhere."""
        signature = base64.b64encode(self.signature).decode()
        return _line({"entries": self.entries, "head": self.head, "log": self.log, "signature": signature})

    @classmethod
    def parse(cls, text: str) -> Seal:
        """A seal from its line. Raises MalformedInput."""
        value = _parsed(text.strip().encode(), {"entries", "head", "log", "signature"})
        entries, head, log, signature = (value[key] for key in ("entries", "head", "log", "signature"))
        if not (isinstance(entries, int) and entries > 0 and isinstance(log, str) and isinstance(signature, str)):
            raise MalformedInput("not a seal of an audit log")
        if not isinstance(head, str) or len(head) != 64:
            raise MalformedInput("the head of a seal is a SHA-256 in hexadecimal")
        try:
            return cls(log, entries, head, base64.b64decode(signature, validate=True))
        except ValueError:
            raise MalformedInput("the signature of a seal is base64") from None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found. ``wrong`` is the number of the first entry that is not as it was written, or None."""

    log: str
    entries: int
    head: str
    checkpoints: int
    wrong: int | None = None
    reason: str = ""
    torn: int = 0  # bytes of an unfinished line at the end, which was never acknowledged
    sealed: int | None = None  # entries that a seal from elsewhere vouches for

    @property
    def right(self) -> bool:
        """Whether nothing was found."""
        return self.wrong is None


class AuditLog:
    """A log in a file. ``append`` returns when the entry is on disk."""

    def __init__(self, path: str | Path, *, clock: Callable[[], float] = time.time) -> None:
        """Open it, or begin a new one. Raises StorageError, or MalformedInput if the end of the file is no log."""
        self.path = Path(path).absolute()
        self._clock = clock
        self._pending: list[_Waiting] = []
        self._lock = threading.Lock()  # of _pending
        self._writing = threading.Lock()  # one leader at a time
        self._stopped: StorageError | None = None
        try:
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        except OSError as error:
            raise StorageError(f"{self.path} could not be opened: {error.strerror or error}") from error
        self._end = -1
        self._number = 0
        self._head = _FIRST
        self._log = ""
        try:
            with self._exclusive():
                self._catch_up()
                if self._end == 0:
                    self._write([("begin", {"log": secrets.token_hex(16), "version": 1})])
                    sync_directory(self.path.parent)
            self._log = _log_id(self.path)
        except BaseException:
            os.close(self._file)
            raise

    @property
    def id(self) -> str:
        """The log's own id, which its first entry gives it."""
        return self._log

    def append(self, kind: str, data: Mapping[str, Value]) -> None:
        """Add an entry; it is on disk when this returns.

        Raises MalformedInput for what cannot be an entry, StorageError if it could not be written: from then on this
        log takes nothing more, and its owner must stop.
        """
        self.append_all([(kind, data)])

    def append_all(self, entries: Sequence[tuple[str, Mapping[str, Value]]]) -> None:
        """Add entries in this order, all of them or none."""
        for kind, data in entries:
            _check(kind, data)
        waiting = _Waiting(list(entries))
        with self._lock:
            self._pending.append(waiting)
        with self._writing:  # whoever comes first writes for all who came meanwhile
            if not waiting.done:
                with self._lock:
                    batch, self._pending = self._pending, []
                self._write_for(batch)
        if waiting.error is not None:
            raise StorageError(str(waiting.error)) from waiting.error

    def checkpoint(self, signer: Signer) -> Seal:
        """Sign how far the log has come, write that down, and give it out to be kept elsewhere."""
        with self._writing, self._exclusive():
            self._require_alive()
            self._catch_up()
            unsigned = Seal(self._log, self._number, self._head, b"")
        seal = Seal(unsigned.log, unsigned.entries, unsigned.head, signer.sign(unsigned.signed_bytes()))
        signature = base64.b64encode(seal.signature).decode()
        self.append("checkpoint", {"entries": seal.entries, "head": seal.head, "signature": signature})
        return seal

    def entries(self) -> Iterator[Entry]:
        """All entries, the oldest first. Raises MalformedInput at the first that is not as it was written."""
        return read_entries(self.path)

    def close(self) -> None:
        """Let go of the file."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def __enter__(self) -> AuditLog:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _write_for(self, batch: list[_Waiting]) -> None:
        try:
            self._require_alive()
            with self._exclusive():
                self._catch_up()
                self._write([entry for waiting in batch for entry in waiting.entries])
        except (StorageError, MalformedInput, OSError) as error:
            self._stopped = error if isinstance(error, StorageError) else StorageError(f"{self.path}: {error}")
            for waiting in batch:
                waiting.error = self._stopped
        except BaseException:
            # Nobody may take this for written, whatever it was (Ctrl-C among them): the others are told, too.
            self._stopped = StorageError(f"{self.path}: a write was interrupted")
            for waiting in batch:
                waiting.error = self._stopped
            raise
        finally:
            for waiting in batch:
                waiting.done = True

    def _require_alive(self) -> None:
        if self._stopped is not None:
            raise StorageError(f"the audit log stopped: {self._stopped}")
        if self._file < 0:
            raise StorageError("the audit log is closed")

    def _exclusive(self) -> _Locked:
        return _Locked(self._file)

    def _catch_up(self) -> None:
        """Know the end of the file as it is now; other processes may have written. The file is locked."""
        size = os.fstat(self._file).st_size
        if size == self._end:
            return
        if size < self._end:
            raise MalformedInput(f"{self.path} became shorter while it was in use: entries were cut off")
        tail, last = self._last_line(size)
        if last is None:
            if size:
                self._cut(0, size)
            self._end, self._number, self._head = 0, 0, _FIRST
            return
        entry = _entry(last)
        torn = size - tail
        self._end, self._number, self._head = tail, entry.number + 1, entry.hash
        if torn:
            self._cut(tail, size)
            self._write([("recovered", {"torn-bytes": torn})])

    def _last_line(self, size: int) -> tuple[int, bytes | None]:
        """Where the last whole line ends, and the line."""
        start = max(0, size - 2 * LONGEST)
        data = os.pread(self._file, size - start, start)
        end = data.rfind(b"\n")
        if end < 0:
            if start:
                raise MalformedInput(f"{self.path} ends with a line that is too long: it is no audit log")
            return 0, None
        begin = data.rfind(b"\n", 0, end) + 1
        return start + end + 1, data[begin:end]

    def _cut(self, to: int, size: int) -> None:
        try:
            os.ftruncate(self._file, to)
            os.fsync(self._file)
        except OSError as error:
            raise StorageError(f"a torn line of {size - to} bytes could not be cut off {self.path}: {error}") from error

    def _write(self, entries: Sequence[tuple[str, Mapping[str, Value]]]) -> None:
        """The lines, in one write and one sync; after a failure the file is as before. The file is locked."""
        now = int(self._clock() * 1000)
        number, head = self._number, self._head
        lines = bytearray()
        for kind, data in entries:
            line = _line({"at": now, "data": data, "kind": kind, "n": number, "previous": head}).encode()
            number, head = number + 1, _hash(line)
            lines += line + b"\n"
        try:
            written = 0
            while written < len(lines):
                written += os.write(self._file, lines[written:])
            os.fsync(self._file)
        except OSError as error:
            with contextlib.suppress(OSError):  # else a torn line is cut off by whoever opens the log next
                os.ftruncate(self._file, self._end)
            raise StorageError(f"{self.path} could not be written: {error.strerror or error}") from error
        self._end += len(lines)
        self._number, self._head = number, head


class _Waiting:
    """Entries of one caller, and whether they are written."""

    __slots__ = ("done", "entries", "error")

    def __init__(self, entries: list[tuple[str, Mapping[str, Value]]]) -> None:
        self.entries = entries
        self.done = False
        self.error: StorageError | None = None


class _Locked:
    """The file, held against other processes."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def __enter__(self) -> None:
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        fcntl.flock(self._descriptor, fcntl.LOCK_UN)


def read_entries(path: str | Path) -> Iterator[Entry]:
    """All whole entries of a log, checked as they come. Raises MalformedInput at the first that is wrong."""
    previous, number = _FIRST, 0
    for line, whole in _lines(Path(path)):
        if not whole:
            return
        entry = _entry(line)
        if entry.number != number or entry.previous != previous:
            raise _Wrong(number, "it does not follow from the one before it")
        yield entry
        previous, number = entry.hash, number + 1


def verify(path: str | Path, *, checkpoints: Verifier | None = None, seals: Sequence[Seal] = ()) -> Verdict:
    """Whether a log is as it was written, from the first entry to the last.

    ``checkpoints`` verifies the signed checkpoints inside; ``seals`` are checkpoints from elsewhere: with them, and
    only with them, it shows when entries were cut off at the end.
    """
    log, number, head, signed, torn = "", 0, _FIRST, 0, 0
    hashes = {seal.entries: seal for seal in seals}
    vouched: int | None = None

    def found(wrong: int, reason: str) -> Verdict:
        return Verdict(log, number, head, signed, wrong, reason, torn, vouched)

    lines = _Ahead(_lines(Path(path)))
    try:
        for line, whole in lines:
            if not whole:
                torn = len(line)
                break
            entry = _entry(line, number)
            if entry.number != number or entry.previous != head:
                return found(*_first_changed(entry, number, lines.next_line()))
            if number == 0:
                log = _begun(entry)
            if entry.kind == "checkpoint":
                _checkpoint(entry, log, number, head, checkpoints)
                signed += checkpoints is not None
            number, head = number + 1, entry.hash
            if number in hashes:
                vouched = _compared(hashes[number], log, head, number, checkpoints)
    except _Wrong as error:
        return found(error.number, str(error))
    if number == 0:
        return found(0, "the log is empty: even its first entry is not there")
    most = max(hashes, default=0)
    if most > number:
        return found(number, f"a seal vouches for {most} entries and there are {number}: the end was cut off")
    return Verdict(log, number, head, signed, None, "", torn, vouched)


class _Wrong(MalformedInput):
    """An entry that is not as it was written, with its number."""

    def __init__(self, number: int, reason: str) -> None:
        super().__init__(f"entry {number}: {reason}")
        self.number = number


def _first_changed(entry: Entry, number: int, after: bytes | None) -> tuple[int, str]:
    """Which entry is the first that was changed, when ``entry`` does not follow from the one before it.

    If the line after it follows from it, it is as it was written, and the one before is not.
    """
    if entry.number != number:
        return number, f"its number is {entry.number}: an entry was taken out, put in or moved"
    if number == 0:
        return 0, "a log begins with nothing before it"
    try:
        follows = after is not None and _entry(after).previous == entry.hash
    except MalformedInput:
        follows = False
    if follows:
        return number - 1, f"it was changed: entry {number} follows from another one"
    if after is None:
        return number - 1, f"it or entry {number}, which is the last, was changed"
    return number, f"it was changed: it follows from another entry than {number - 1}, and nothing follows from it"


def _begun(entry: Entry) -> str:
    log = entry.data.get("log")
    if entry.kind != "begin" or entry.data.get("version") != 1 or not isinstance(log, str):
        raise _Wrong(0, "a log begins with its id and the version 1")
    return log


def _checkpoint(entry: Entry, log: str, number: int, head: str, verifier: Verifier | None) -> None:
    """A checkpoint inside says how far the log was: not further than it is, and right where it is just behind."""
    entries, said, signature = (entry.data.get(key) for key in ("entries", "head", "signature"))
    if not (isinstance(entries, int) and isinstance(said, str) and isinstance(signature, str)) or entries > number:
        raise _Wrong(number, "a checkpoint that is none")
    if entries == number and said != head:
        raise _Wrong(number, "the checkpoint is of another log")
    if verifier is None:
        return
    try:
        seal = Seal(log, entries, said, base64.b64decode(signature, validate=True))
        verifier.verify(seal.signed_bytes(), seal.signature)
    except (InvalidSignature, MalformedInput, NotAllowed, ValueError):
        raise _Wrong(
            number, "the signature of the checkpoint is wrong, or its key is not known or not allowed"
        ) from None


def _compared(seal: Seal, log: str, head: str, number: int, verifier: Verifier | None) -> int:
    if (seal.log, seal.head) != (log, head):
        raise _Wrong(number - 1, f"a seal of {seal.entries} entries says otherwise: something before it was changed")
    if verifier is not None:
        try:
            verifier.verify(seal.signed_bytes(), seal.signature)
        except AgilityError:
            raise _Wrong(
                number - 1, "the signature of the seal is wrong, or its key is not known or not allowed"
            ) from None
    return number


class _Ahead:
    """Lines, with a look at the next one."""

    def __init__(self, lines: Iterator[tuple[bytes, bool]]) -> None:
        self._lines = lines

    def __iter__(self) -> Iterator[tuple[bytes, bool]]:
        return self._lines

    def next_line(self) -> bytes | None:
        """The next whole line; None if there is none. It is not given out again."""
        line, whole = next(self._lines, (b"", False))
        return line if whole else None


def _lines(path: Path) -> Iterator[tuple[bytes, bool]]:
    """Lines without their ends, and whether they have one."""
    try:
        with open(path, "rb") as file:
            number = 0
            while line := file.readline(LONGEST + 2):
                if line.endswith(b"\n"):
                    yield line[:-1], True
                elif len(line) > LONGEST:
                    raise _Wrong(number, f"a line of more than {LONGEST} bytes")
                else:
                    yield line, False
                number += 1
    except OSError as error:
        raise StorageError(f"{path} could not be read: {error.strerror or error}") from error


def _entry(line: bytes, number: int = -1) -> Entry:
    try:
        value = _parsed(line, _KEYS)
    except MalformedInput as error:
        raise _Wrong(number, str(error)) from None
    n, at, kind, data, previous = (value[key] for key in ("n", "at", "kind", "data", "previous"))
    if not (
        _natural(n) and _natural(at) and isinstance(kind, str) and isinstance(data, dict) and isinstance(previous, str)
    ):
        raise _Wrong(number, "its parts are not of the types of an entry")
    assert isinstance(n, int)
    assert isinstance(at, int)
    return Entry(n, at, kind, data, previous, _hash(line))


def _natural(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63


def _parsed(line: bytes, keys: set[str]) -> dict[str, Value]:
    """The value of a line in its one form: what reads otherwise when it is written again is refused."""
    try:
        value = json.loads(line)
        again = _line(value).encode()
    except (ValueError, RecursionError, TypeError):
        raise MalformedInput("it is not a line of JSON") from None
    if again != line or not isinstance(value, dict) or set(value) != keys:
        raise MalformedInput("it is not in the one form of an entry")
    return value


def _check(kind: str, data: Mapping[str, Value]) -> None:
    if not kind or not kind.isprintable() or len(kind) > 100:
        raise MalformedInput("the kind of an entry is a word of at most 100 characters")
    if not isinstance(data, Mapping) or not _plain(data, 0):
        raise MalformedInput("an entry holds text, whole numbers, true, false, null, lists and maps with text keys")
    if len(_line(data)) > LONGEST - 512:
        raise MalformedInput(f"an entry has at most {LONGEST - 512} bytes: log a hash of what is longer")


def _plain(value: object, depth: int) -> bool:
    if depth > _DEEPEST:
        return False
    if isinstance(value, Mapping):
        return all(isinstance(key, str) and _plain(item, depth + 1) for key, item in value.items())
    if isinstance(value, list | tuple):
        return all(_plain(item, depth + 1) for item in value)
    if isinstance(value, str):
        return not any("\ud800" <= character <= "\udfff" for character in value)
    return value is None or (isinstance(value, int) and abs(value) < 2**63)


def _line(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def _hash(line: bytes) -> str:
    return hashlib.sha256(_LABEL + line).hexdigest()


def _log_id(path: Path) -> str:
    return _begun(next(read_entries(path)))
