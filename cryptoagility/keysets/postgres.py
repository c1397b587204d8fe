"""Keysets in PostgreSQL: one row each, replaced in a transaction, locked between machines.

A lock is an open transaction of its own connection with an advisory lock: it ends with the process that holds it. A
write names the row that it found when it got the lock, so that a holder whose lock was taken away writes nothing.
What the database says about rollbacks goes back with the database: its marks are kept in files of this machine, too.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from ..errors import MalformedInput, NotAllowed, StorageError
from ..files import state_directory
from ..locks import ThreadLock
from .sealed import MOST_BYTES
from .store import FileMarks, Marks, checked_name, keyset_names, no_such

if TYPE_CHECKING:
    import psycopg

Result = TypeVar("Result")

SCHEMA_VERSION = 1
STATEMENT = 10  # seconds that a statement may take
LOCK = 60  # seconds to wait for a lock, and that one may be held without a word to the server
_CONNECT = 5  # seconds
_MADE = 0x63_61_5F_6B_73_31  # the advisory lock under which the tables are made

# A connection whose other end is gone without a word (power, network) is noticed in about ten seconds.
_PARAMETERS = {
    "connect_timeout": str(_CONNECT),
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "tcp_user_timeout": str(STATEMENT * 1000),
    "application_name": "cryptoagility",
}
_TABLES = """
CREATE TABLE IF NOT EXISTS cryptoagility_store (version integer NOT NULL);
CREATE TABLE IF NOT EXISTS cryptoagility_keysets (name text PRIMARY KEY, revision bytea NOT NULL, data bytea NOT NULL);
CREATE TABLE IF NOT EXISTS cryptoagility_marks (key text PRIMARY KEY, number bigint NOT NULL);
"""


class PostgresStore:
    """Keysets in three tables of a PostgreSQL database: `postgresql://user@host:5432/database`.

    ``marks`` are kept beside those of the database, by default in files under this user's state directory: they notice
    that the whole database was put back. Raises StorageError when the server cannot be reached or answers no more; the
    next call connects again. No message has the password of the URL.
    """

    def __init__(self, url: str, *, marks: Marks | None = None, create: bool = True) -> None:
        self._server = _Server(url, create)
        local = marks if marks is not None else FileMarks(state_directory() / "marks")
        self.policy_file: Path | None = None  # policies are files: name one
        self.marks: Marks = _BothMarks(_PostgresMarks(self._server), local)
        self._held: dict[tuple[int, int, str], bytes | None] = {}
        self._server.read(_nothing)

    @property
    def place(self) -> str:
        """Where it is, without user and password."""
        return self._server.place

    def names(self) -> tuple[str, ...]:
        """As Store.names."""
        rows = self._server.read(lambda session: session.execute("SELECT name FROM cryptoagility_keysets").fetchall())
        return keyset_names(str(name) for (name,) in rows)

    def read(self, name: str) -> bytes:
        """As Store.read."""
        found = self._one(
            "SELECT octet_length(data), CASE WHEN octet_length(data) <= %s THEN data END"
            " FROM cryptoagility_keysets WHERE name = %s",
            (MOST_BYTES, checked_name(name)),
        )
        if found is None:
            raise no_such(name, self.place, self.names())
        size, data = found
        if data is None:
            raise StorageError(f"{name!r} in {self.place} has {size} bytes: that is no keyset of ours")
        return bytes(data)

    def version(self, name: str) -> object:
        """As Store.version: random bytes that come with each write; None if there is no such keyset."""
        found = self._one("SELECT revision FROM cryptoagility_keysets WHERE name = %s", (checked_name(name),))
        return None if found is None else bytes(found[0])

    def write(self, name: str, data: bytes) -> None:
        """As Store.write. Raises NotAllowed without the lock, StorageError if it was lost and somebody else wrote."""
        held = self._holder(checked_name(name))
        if held not in self._held:
            raise NotAllowed(f"keyset {name!r} is written without its lock")
        if len(data) > MOST_BYTES:
            raise StorageError(f"a keyset of {len(data)} bytes is not kept; at most {MOST_BYTES}")
        before, revision = self._held[held], secrets.token_bytes(16)
        if not self._server.write(lambda session: _replaced(session, name, before, revision, data)):
            raise StorageError(
                f"keyset {name!r} in {self.place} was changed by somebody else while it was locked here: "
                "nothing was written, try again"
            )
        self._held[held] = revision

    @contextlib.contextmanager
    def _locked(self, name: str) -> Iterator[None]:
        held = self._holder(name)
        if held in self._held:
            raise NotAllowed(f"keyset {name!r} is locked by this thread already")
        with self._server.locked(name, f"keyset {name!r}"):
            self._held[held] = None
            try:
                seen = self.version(name)
                self._held[held] = seen if isinstance(seen, bytes) else None
                yield
            finally:
                del self._held[held]

    def lock(self, name: str) -> AbstractContextManager[None]:
        """As Store.lock. Raises StorageError after a minute of waiting."""
        return self._locked(checked_name(name))

    def close(self) -> None:
        """End the connection; the next call opens another one."""
        self._server.close()

    def __repr__(self) -> str:
        return f"<PostgresStore {self.place}>"

    def _one(self, query: str, parameters: tuple[object, ...]) -> tuple[Any, ...] | None:
        return self._server.read(lambda session: session.execute(query, parameters, binary=True).fetchone())

    @staticmethod
    def _holder(name: str) -> tuple[int, int, str]:
        # With the process: a child does not hold what its parent held when it was forked.
        return os.getpid(), threading.get_ident(), name


class _PostgresMarks:
    """Marks in a table: they notice a single keyset that was put back, on every machine."""

    def __init__(self, server: _Server) -> None:
        self._server = server

    def highest(self, key: str) -> int:
        row = self._server.read(
            lambda session: session.execute(
                "SELECT number FROM cryptoagility_marks WHERE key = %s", (key,), binary=True
            ).fetchone()
        )
        return 0 if row is None else int(row[0])

    def raise_to(self, key: str, number: int) -> None:
        self._put(
            key,
            number,
            "INSERT INTO cryptoagility_marks AS old (key, number) VALUES (%s, %s) ON CONFLICT (key)"
            " DO UPDATE SET number = excluded.number WHERE old.number < excluded.number",
        )

    def lower_to(self, key: str, number: int) -> None:
        self._put(
            key,
            number,
            "INSERT INTO cryptoagility_marks (key, number) VALUES (%s, %s) ON CONFLICT (key)"
            " DO UPDATE SET number = excluded.number",
        )

    def _put(self, key: str, number: int, statement: str) -> None:
        def put(session: psycopg.Connection[tuple[Any, ...]]) -> None:
            _durable(session)
            session.execute(statement, (key, number))

        self._server.write(put)


class _BothMarks:
    """The higher of the database's mark and of this machine's."""

    def __init__(self, shared: Marks, local: Marks) -> None:
        self._all = (shared, local)

    def highest(self, key: str) -> int:
        return max(marks.highest(key) for marks in self._all)

    def raise_to(self, key: str, number: int) -> None:
        for marks in self._all:
            marks.raise_to(key, number)

    def lower_to(self, key: str, number: int) -> None:
        for marks in self._all:
            marks.lower_to(key, number)


class _Server:
    """One connection for all threads of this process, and one more for each lock; opened when it is needed."""

    def __init__(self, url: str, create: bool) -> None:
        self._driver = _psycopg()
        self._parameters, self._secret, self.place = _parsed(url)
        self._create = create
        self._lock = ThreadLock()
        self._session: psycopg.Connection[tuple[Any, ...]] | None = None
        self._process = 0
        self._failed = (0.0, "")

    def read(self, use: Callable[[psycopg.Connection[tuple[Any, ...]]], Result]) -> Result:
        """What ``use`` reads, in one statement. A connection that is found dead is replaced once: it does no harm."""
        return self._used(use, tries=2)

    def write(self, use: Callable[[psycopg.Connection[tuple[Any, ...]]], Result]) -> Result:
        """What ``use`` does, in one transaction, once."""

        def whole(session: psycopg.Connection[tuple[Any, ...]]) -> Result:
            with session.transaction():
                return use(session)

        return self._used(whole, tries=1)

    @contextlib.contextmanager
    def locked(self, name: str, what: str) -> Iterator[None]:
        """Hold the lock of this name in a transaction of its own, which ends with this process or its connection."""
        session, process = self._connected(), os.getpid()
        try:
            with self._translated():
                session.execute("BEGIN")
                session.execute(
                    "SELECT set_config('statement_timeout', '0', true), set_config('lock_timeout', %s, true),"
                    " set_config('idle_in_transaction_session_timeout', %s, true)",
                    (f"{LOCK}s", f"{LOCK}s"),
                )
                try:
                    session.execute("SELECT pg_advisory_xact_lock(%s)", (_number(name),))
                except self._driver.errors.LockNotAvailable:
                    raise StorageError(
                        f"{what} in {self.place} has been locked by another writer for {LOCK} seconds"
                    ) from None
            yield
        finally:
            if os.getpid() == process:  # a child that was forked meanwhile would end its parent's
                self._end(session)

    def close(self) -> None:
        with self._lock:
            session, self._session = self._session, None
            if session is not None and self._process == os.getpid():
                self._end(session)

    def _used(self, use: Callable[[psycopg.Connection[tuple[Any, ...]]], Result], tries: int) -> Result:
        asked = time.monotonic()
        with self._lock:
            opened_before = self._session is not None and self._process == os.getpid()
            session = self._current(asked)
            try:
                with self._translated():
                    return use(session)
            except StorageError:
                if session.closed or session.broken:
                    self._session = None
                    if opened_before and tries > 1:
                        return self._used(use, tries - 1)
                raise

    def _current(self, asked: float) -> psycopg.Connection[tuple[Any, ...]]:
        """The connection; of another process (before a fork) it is left alone, and a new one is opened."""
        if self._session is None or self._session.closed or self._process != os.getpid():
            failed, why = self._failed
            if asked < failed:  # the attempt that this call waited for counts for it, too
                raise StorageError(why)
            try:
                self._session = self._connected()
            except StorageError as error:
                self._failed = (time.monotonic(), str(error))
                raise
            self._process = os.getpid()
        return self._session

    def _connected(self) -> psycopg.Connection[tuple[Any, ...]]:
        driver = self._driver
        try:
            session: psycopg.Connection[tuple[Any, ...]] = driver.connect(
                **self._parameters, autocommit=True, prepare_threshold=None
            )
        except driver.Error as error:
            raise StorageError(f"{self.place} cannot be reached: {self._said(error)}") from None
        try:
            with self._translated():
                session.execute("SELECT set_config('statement_timeout', %s, false)", (f"{STATEMENT}s",))
                with session.transaction():
                    self._require_tables(session)
        except BaseException:
            self._end(session)
            raise
        return session

    def _require_tables(self, session: psycopg.Connection[tuple[Any, ...]]) -> None:
        """Make the tables if they are not there; refuse those of an unknown version."""
        if not _there(session):
            if not self._create:
                raise StorageError(f"{self.place} has no keysets: `cryptoagility keys new` makes the tables")
            session.execute("SELECT pg_advisory_xact_lock(%s)", (_MADE,))
            session.execute(_TABLES)
            session.execute(
                "INSERT INTO cryptoagility_store SELECT %s WHERE NOT EXISTS (SELECT FROM cryptoagility_store)",
                (SCHEMA_VERSION,),
            )
        versions = [version for (version,) in session.execute("SELECT version FROM cryptoagility_store").fetchall()]
        if versions != [SCHEMA_VERSION]:
            shown = ", ".join(map(str, versions[:3])) or "none"
            raise StorageError(
                f"the keysets in {self.place} are of version {shown}; this library knows {SCHEMA_VERSION}: update it"
            )

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except self._driver.Error as error:
            raise StorageError(f"{self.place}: {self._said(error)}") from None

    def _said(self, error: BaseException) -> str:
        """The first line of what the server or its client said, without the password."""
        lines = str(error).strip().splitlines() or [type(error).__name__]
        # One line an address is tried: the last one says what happened in the end.
        text = lines[0] if len(lines) == 1 or not lines[0].endswith(":") else lines[-1]
        for secret in self._secret:
            text = text.replace(secret, "…")
        return text

    def __del__(self) -> None:
        if getattr(self, "_session", None) is not None:
            self.close()

    def _end(self, session: psycopg.Connection[tuple[Any, ...]]) -> None:
        with contextlib.suppress(self._driver.Error):
            session.close()


def _nothing(_session: object) -> None:
    """Connecting is all that is wanted."""


def _there(session: psycopg.Connection[tuple[Any, ...]]) -> bool:
    found = session.execute("SELECT to_regclass('cryptoagility_store') IS NOT NULL").fetchone()
    return bool(found and found[0])


def _replaced(
    session: psycopg.Connection[tuple[Any, ...]], name: str, before: bytes | None, revision: bytes, data: bytes
) -> bool:
    """Whether the row was still the one that was there before."""
    _durable(session)
    if before is None:
        done = session.execute(
            "INSERT INTO cryptoagility_keysets (name, revision, data) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            (name, revision, data),
        )
    else:
        done = session.execute(
            "UPDATE cryptoagility_keysets SET revision = %s, data = %s WHERE name = %s AND revision = %s",
            (revision, data, name, before),
        )
    return done.rowcount == 1


def _durable(session: psycopg.Connection[tuple[Any, ...]]) -> None:
    """A server that answers before it has written (synchronous_commit = off) is asked not to, for this transaction."""
    session.execute(
        "SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'"
    )


def _number(name: str) -> int:
    digest = hashlib.sha256(b"cryptoagility/keyset-lock/v1\0" + name.encode()).digest()
    return int.from_bytes(digest[:8], signed=True)


def _psycopg() -> Any:
    try:
        import psycopg
    except ImportError:
        raise StorageError(
            "keysets in PostgreSQL need psycopg: `pip install 'cryptoagility[postgres]'` brings it"
        ) from None
    return psycopg


_HOSTS = re.compile(r"[A-Za-z0-9._:\[\],%-]*")


def _parsed(url: str) -> tuple[dict[str, Any], tuple[str, ...], str]:
    """The connection's parameters, what must never be shown, and what may be.

    No message quotes the URL: a password that holds an '@' or a '/' unescaped turns up as a host or a database.
    """
    psycopg = _psycopg()
    wrong = MalformedInput(
        "not a URL as postgresql://user:password@host:port/database; write '@', '/', ':', '?', '#' and '%' of a "
        "password as %40, %2F, %3A, %3F, %23 and %25"
    )
    scheme, _, rest = url.partition("://")
    if scheme not in ("postgresql", "postgres") or not url.isprintable() or "#" in rest:
        raise wrong
    try:
        authority, path = urlsplit(url).netloc, rest[len(urlsplit(url).netloc) :]
        found = dict(psycopg.conninfo.conninfo_to_dict(url))
    except (ValueError, psycopg.Error):
        raise wrong from None
    hosts = authority.rpartition("@")[2]
    if authority.count("@") > 1 or "@" in path or not _HOSTS.fullmatch(hosts):
        raise wrong
    ports = [port for port in str(found.get("port") or "5432").split(",") if port]
    if not all(port.isdecimal() and 0 < int(port) < 65536 for port in ports):
        raise wrong
    password = found.get("password")
    hidden = tuple(sorted({str(password)} if password else (), key=len))
    host = ",".join(str(found[key]) for key in ("host", "hostaddr") if found.get(key)) or "this machine"
    place = f"the database {found.get('dbname') or 'of that name'!s} at {host}, port {','.join(ports)}"
    for secret in hidden:
        place = place.replace(secret, "…")
    return {**_PARAMETERS, **found}, hidden, place
