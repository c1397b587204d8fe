"""What was taken before: messages by sender, flow and id, under a lease until they are committed. SQLite.

A message is known by what its signed header says, never by its signature or envelope bytes, which can differ for one
message. The first time it is reserved; the same digest again gives the same result; another digest under the same id is
a conflict. A reservation whose lease ran out is given out again: its holder was killed, or was too slow.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ..errors import StorageError

_SCHEMA = 1
_TABLES = """
CREATE TABLE IF NOT EXISTS about (schema INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS messages (
    sender TEXT NOT NULL, flow TEXT NOT NULL, id TEXT NOT NULL,
    digest BLOB NOT NULL, committed INTEGER NOT NULL, lease REAL NOT NULL, keep REAL NOT NULL,
    PRIMARY KEY (sender, flow, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS messages_keep ON messages (keep);
CREATE TABLE IF NOT EXISTS sequences (
    sender TEXT NOT NULL, flow TEXT NOT NULL, highest INTEGER NOT NULL, PRIMARY KEY (sender, flow)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sent (flow TEXT PRIMARY KEY, next INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS floors (name TEXT PRIMARY KEY, epoch INTEGER NOT NULL) WITHOUT ROWID;
"""


class Outcome(StrEnum):
    """What is known of a message."""

    NEW = "new"
    AGAIN = "again"  # reserved before, its lease ran out
    COMMITTED = "committed"  # it was processed
    BUSY = "busy"  # somebody has it under a lease
    CONFLICT = "conflict"  # another content under the same id


class Commit(StrEnum):
    """What became of a commit."""

    DONE = "done"
    TAKEN = "taken"  # the lease ran out, and somebody else took the message
    GONE = "gone"  # it is not remembered any more


@dataclass(frozen=True, slots=True)
class Wanted:
    """A message that is to be taken: what it is known by, its digest and number, and until when to remember it."""

    sender: str
    flow: str
    id: str
    digest: bytes
    sequence: int
    keep: float


@dataclass(frozen=True, slots=True)
class Reservation:
    """The outcome for one message; ``gap`` are the sequence numbers missing before it (0 if none).

    ``lease`` is until when it is reserved, and by which its holder is known when it commits.
    """

    outcome: Outcome
    gap: int = 0
    lease: float = 0.0


class ReplayStore:
    """The store in one SQLite file; several processes may share it."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path).absolute()
        self._lock = threading.Lock()
        try:
            self._database = sqlite3.connect(self.path, timeout=30, isolation_level=None, check_same_thread=False)
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = FULL")  # committed is on disk
            self._database.executescript(_TABLES)
            found = self._database.execute("SELECT schema FROM about").fetchone()
            if found is None:
                self._database.execute("INSERT INTO about VALUES (?)", (_SCHEMA,))
            elif found[0] != _SCHEMA:
                raise StorageError(f"{self.path} is of schema {found[0]}; this version knows {_SCHEMA}")
        except sqlite3.Error as error:
            raise StorageError(f"{self.path} could not be used: {error}") from error

    def reserve(self, wanted: Sequence[Wanted], *, now: float, lease: float) -> list[Reservation]:
        """Take messages, those that are there to be taken, until ``now + lease``: all in one transaction, in order."""
        with self._transaction() as database:
            database.execute("DELETE FROM messages WHERE keep < ?", (now,))
            return [self._reserved(database, one, now, lease) for one in wanted]

    def commit(self, messages: Sequence[tuple[Wanted, float]]) -> list[Commit]:
        """Mark messages as processed by who holds these leases, in one transaction. Twice is once."""
        with self._transaction() as database:
            return [self._committed(database, one, lease) for one, lease in messages]

    def next_sequences(self, flow: str, count: int) -> range:
        """The next numbers for messages that are sent, from 1; never given out twice."""
        with self._transaction() as database:
            row = database.execute(
                "INSERT INTO sent VALUES (?, ?) ON CONFLICT (flow) DO UPDATE SET next = next + excluded.next "
                "RETURNING next",
                (flow, count),
            ).fetchone()
            return range(int(row[0]) - count + 1, int(row[0]) + 1)

    def raise_floor(self, name: str, epoch: int) -> int:
        """Raise the floor to this epoch if it is lower; the floor that holds."""
        with self._transaction() as database:
            row = database.execute(
                "INSERT INTO floors VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET epoch = max(epoch, excluded.epoch) "
                "RETURNING epoch",
                (name, epoch),
            ).fetchone()
            return int(row[0])

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def _reserved(self, database: sqlite3.Connection, one: Wanted, now: float, lease: float) -> Reservation:
        key = (one.sender, one.flow, one.id)
        known = database.execute(
            "SELECT digest, committed, lease FROM messages WHERE sender = ? AND flow = ? AND id = ?", key
        ).fetchone()
        if known is None:
            database.execute(
                "INSERT INTO messages VALUES (?, ?, ?, ?, 0, ?, ?)", (*key, one.digest, now + lease, one.keep)
            )
            return Reservation(Outcome.NEW, self._gap(database, one.sender, one.flow, one.sequence), now + lease)
        same, committed, until = known
        if same != one.digest:
            return Reservation(Outcome.CONFLICT)
        if committed:
            return Reservation(Outcome.COMMITTED)
        if now < until:
            return Reservation(Outcome.BUSY)
        database.execute("UPDATE messages SET lease = ? WHERE sender = ? AND flow = ? AND id = ?", (now + lease, *key))
        return Reservation(Outcome.AGAIN, lease=now + lease)

    def _committed(self, database: sqlite3.Connection, one: Wanted, lease: float) -> Commit:
        key = (one.sender, one.flow, one.id)
        known = database.execute(
            "SELECT digest, lease FROM messages WHERE sender = ? AND flow = ? AND id = ?", key
        ).fetchone()
        if known is None or known[0] != one.digest:
            return Commit.GONE
        if known[1] != lease:
            return Commit.TAKEN
        database.execute("UPDATE messages SET committed = 1 WHERE sender = ? AND flow = ? AND id = ?", key)
        return Commit.DONE

    def _gap(self, database: sqlite3.Connection, sender: str, flow: str, sequence: int) -> int:
        row = database.execute("SELECT highest FROM sequences WHERE sender = ? AND flow = ?", (sender, flow)).fetchone()
        highest = int(row[0]) if row is not None else None
        if highest is None or sequence > highest:
            database.execute(
                "INSERT INTO sequences VALUES (?, ?, ?) "
                "ON CONFLICT (sender, flow) DO UPDATE SET highest = excluded.highest",
                (sender, flow, sequence),
            )
        return 0 if highest is None else max(0, sequence - highest - 1)

    def _transaction(self) -> _Transaction:
        return _Transaction(self._lock, self._database, self.path)


class _Transaction:
    """One transaction that writes; nothing of it is there after an error."""

    def __init__(self, lock: threading.Lock, database: sqlite3.Connection, path: Path) -> None:
        self._lock = lock
        self._database = database
        self._path = path

    def __enter__(self) -> sqlite3.Connection:
        self._lock.acquire()
        try:
            self._database.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            self._lock.release()
            raise StorageError(f"{self._path} could not be used: {error}") from error
        return self._database

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        try:
            if kind is None:
                self._database.execute("COMMIT")
                return
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise StorageError(f"{self._path} could not be used: {error}") from error
        except sqlite3.Error as failed:
            raise StorageError(f"{self._path} could not be written: {failed}") from failed
        finally:
            self._lock.release()
