"""What other programs, administrators and file systems do to keysets and policies in files."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from cryptoagility import Keyset
from cryptoagility.errors import AgilityError, InvalidSignature, MalformedInput, NotAllowed, RolledBack, StorageError
from cryptoagility.files import locked
from cryptoagility.keysets import DirectoryStore, FileMarks, LiveKeyset, LivePolicy, WrappingKeyset
from cryptoagility.keysets.live import FRESH
from cryptoagility.policy import Policy, policy_text

from .crash import FAST

MESSAGE = b"collateral substitution"


@pytest.fixture
def store(tmp_path: Path) -> DirectoryStore:
    return DirectoryStore(tmp_path / "keys", marks=FileMarks(tmp_path / "marks"), create=True)


@pytest.fixture
def policy(tmp_path: Path) -> LivePolicy:
    return LivePolicy(tmp_path / "policy.yaml", marks=FileMarks(tmp_path / "marks"))


def stale() -> None:
    time.sleep(FRESH + 0.05)


def replaced(path: Path, data: bytes) -> None:
    """Other bytes of the same length, with the inode and the time of before."""
    found = path.stat()
    assert len(data) == found.st_size
    path.write_bytes(data)
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))


def test_a_keyset_of_the_same_inode_time_and_size_is_another_one(store: DirectoryStore) -> None:
    """File systems give a freed inode to the next file, and their clocks tick every few milliseconds."""
    live = LiveKeyset.create(store, "ccp", FAST, Keyset.generate("Ed25519"))
    live.verify(MESSAGE, live.sign(MESSAGE))
    path = store.directory / "ccp.keyset"
    changed = bytearray(path.read_bytes())
    changed[20] ^= 1  # in the MAC
    replaced(path, bytes(changed))
    stale()
    with pytest.raises(InvalidSignature):
        live.sign(MESSAGE)


def test_a_policy_of_the_same_inode_time_and_size_is_another_one(policy: LivePolicy) -> None:
    policy.change(lambda old: Policy(epoch=5))
    assert policy.current().epoch == 5
    replaced(policy.path, policy_text(Policy(epoch=6)).encode())
    stale()
    assert policy.current().epoch == 6


def test_a_policy_that_somebody_else_writes_at_the_same_moment_is_not_missed(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"

    class Disturbed(FileMarks):
        def raise_to(self, key: str, number: int) -> None:
            super().raise_to(key, number)
            if number == 5:
                path.write_bytes(policy_text(Policy(epoch=6)).encode())

    policy = LivePolicy(path, marks=Disturbed(tmp_path / "marks"))
    policy.change(lambda old: Policy(epoch=5))
    assert policy.current().epoch == 6


def test_a_policy_that_went_forth_and_back_between_two_looks_is_noticed(policy: LivePolicy, tmp_path: Path) -> None:
    policy.change(lambda old: Policy(epoch=5))
    old = policy.path.read_bytes()
    assert policy.current().epoch == 5
    LivePolicy(policy.path, marks=FileMarks(tmp_path / "marks")).retire("RSA", "broken")
    policy.path.write_bytes(old)
    stale()
    with pytest.raises(RolledBack):
        policy.current()


def test_many_threads_always_get_a_policy(policy: LivePolicy) -> None:
    policy.change(lambda old: Policy(epoch=1))
    failed: list[object] = []
    end = time.monotonic() + 1

    def look() -> None:
        while time.monotonic() < end:
            found = policy.current()
            if not isinstance(found, Policy):
                failed.append(found)
            policy._held = None  # as when its time is over

    threads = [threading.Thread(target=look) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def _fifo(path: Path) -> None:
    os.mkfifo(path)


def _directory(path: Path) -> None:
    path.mkdir()


def _device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _loop(path: Path) -> None:
    path.symlink_to(path)


def _huge(path: Path) -> None:
    with open(path, "wb") as file:
        file.truncate(1 << 30)


def _failing(live: LiveKeyset, outcome: list[BaseException]) -> None:
    try:
        live.sign(MESSAGE)
    except AgilityError as error:
        outcome.append(error)


@pytest.mark.parametrize("put", [_fifo, _directory, _device, _loop, _huge])
def test_what_is_no_file_is_refused_at_once(store: DirectoryStore, policy: LivePolicy, put: object) -> None:
    policy.change(lambda old: Policy(epoch=1))
    live = LiveKeyset.create(store, "ccp", FAST, Keyset.generate("Ed25519"), policy=policy)
    keyset = store.directory / "ccp.keyset"
    good = keyset.read_bytes()
    for path in (policy.path, keyset):
        path.unlink()
        put(path)
        stale()
        outcome: list[BaseException] = []
        thread = threading.Thread(target=_failing, args=(live, outcome), daemon=True)
        began = time.monotonic()
        thread.start()
        thread.join(5)
        assert not thread.is_alive()
        assert [type(error) for error in outcome] == [StorageError]
        assert time.monotonic() - began < 1
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
        if path == policy.path:
            path.write_text(policy_text(Policy(epoch=1)))
    keyset.write_bytes(good)
    live.verify(MESSAGE, live.sign(MESSAGE))


@pytest.mark.parametrize("put", [_fifo, _directory])
def test_a_lock_that_is_no_file_is_refused_at_once(store: DirectoryStore, put: object) -> None:
    live = LiveKeyset.create(store, "ccp", FAST, Keyset.generate("Ed25519"))
    lock = store.directory / ".ccp.lock"
    lock.unlink()
    put(lock)
    if put is _directory:
        with pytest.raises(StorageError, match="could not be locked"):
            live.change(lambda keyset: keyset.rotated_to("Ed25519"))
    else:
        live.change(lambda keyset: keyset.rotated_to("Ed25519"))  # a pipe locks as well


def test_a_link_is_not_written_through_or_over(store: DirectoryStore, tmp_path: Path) -> None:
    live = LiveKeyset.create(store, "ccp", FAST, Keyset.generate("Ed25519"))
    (store.directory / "ccp.keyset").rename(tmp_path / "elsewhere")
    (store.directory / "ccp.keyset").symlink_to(tmp_path / "elsewhere")
    stale()
    before = (tmp_path / "elsewhere").read_bytes()
    live.verify(MESSAGE, live.sign(MESSAGE))  # reading through a link is how secrets are mounted
    with pytest.raises(StorageError, match="is a link"):
        live.change(lambda keyset: keyset.rotated_to("Ed25519"))
    assert (store.directory / "ccp.keyset").is_symlink()
    assert (tmp_path / "elsewhere").read_bytes() == before


def test_a_policy_behind_a_link_is_changed_where_it_is(tmp_path: Path) -> None:
    """Otherwise the other readers of that file would go on with what was retired."""
    marks = FileMarks(tmp_path / "marks")
    (tmp_path / "shared").mkdir()
    shared = LivePolicy(tmp_path / "shared" / "policy.yaml", marks=marks)
    shared.change(lambda old: Policy(epoch=1))
    (tmp_path / "policy.yaml").symlink_to(shared.path)
    LivePolicy(tmp_path / "policy.yaml", marks=marks).retire("RSA", "broken")
    assert shared.current().epoch == 2
    assert (tmp_path / "policy.yaml").is_symlink()


def test_a_hard_link_keeps_the_old_keyset(store: DirectoryStore, tmp_path: Path) -> None:
    live = LiveKeyset.create(store, "ccp", FAST, Keyset.generate("Ed25519"))
    before = store.read("ccp")
    os.link(store.directory / "ccp.keyset", tmp_path / "backup")
    live.change(lambda keyset: keyset.rotated_to("Ed25519"))
    assert (tmp_path / "backup").read_bytes() == before
    assert store.read("ccp") != before


def test_a_lock_file_that_is_removed_while_one_waits_still_keeps_two_apart(tmp_path: Path) -> None:
    path = tmp_path / ".ccp.lock"
    inside: list[int] = []
    together: list[tuple[int, ...]] = []
    release = [threading.Event() for _ in range(3)]
    entered = [threading.Event() for _ in range(3)]

    def hold(number: int) -> None:
        with locked(path):
            inside.append(number)
            together.append(tuple(inside))
            entered[number].set()
            release[number].wait(10)
            inside.remove(number)

    threads = [threading.Thread(target=hold, args=(number,), daemon=True) for number in range(3)]
    threads[0].start()
    assert entered[0].wait(5)
    threads[1].start()
    time.sleep(0.2)  # it waits for the file that the first one holds
    path.unlink()
    release[0].set()
    assert entered[1].wait(5)
    threads[2].start()
    assert not entered[2].wait(0.3)
    release[1].set()
    assert entered[2].wait(5)
    release[2].set()
    for thread in threads:
        thread.join()
    assert together == [(0,), (1,), (2,)]


def test_a_directory_that_is_gone_is_not_empty(store: DirectoryStore) -> None:
    live = LiveKeyset.create(store, "ccp", FAST, Keyset.generate("Ed25519"))
    shutil.rmtree(store.directory)
    stale()
    for use in (store.names, lambda: store.read("ccp"), lambda: live.sign(MESSAGE)):
        with pytest.raises(AgilityError):
            use()
    with pytest.raises(StorageError, match="could not be locked"):
        live.change(lambda keyset: keyset.rotated_to("Ed25519"))


_AS_NOBODY = """
import os, sys
from pathlib import Path
from cryptoagility import Keyset
from cryptoagility.errors import StorageError
from cryptoagility.keysets import DirectoryStore, FileMarks, LiveKeyset, LivePolicy, Passphrase
root = Path(sys.argv[1])
marks = FileMarks(root / "marks")
store = DirectoryStore(root / "keys", marks=marks)
live = LiveKeyset(store, "ccp", Passphrase(b"crash"))
policy = LivePolicy(root / "policy.yaml", marks=marks)
live.verify(b"m", live.sign(b"m"))
os.setuid(65534)
live._next = 0.0
for use in (store.names, lambda: live.sign(b"m"), policy.current, lambda: policy.retire("RSA", "x"),
            lambda: live.change(lambda keyset: keyset.rotated_to("Ed25519")),
            lambda: marks.raise_to("x", 1), lambda: marks.highest("x")):
    try:
        use()
    except StorageError as error:
        print("refused:", error)
    else:
        print("done")
"""


@pytest.mark.skipif(os.getuid() != 0, reason="gives up the rights of the administrator; run it as root")
def test_without_permission_everything_is_refused(store: DirectoryStore, policy: LivePolicy, tmp_path: Path) -> None:
    LiveKeyset.create(store, "ccp", FAST, Keyset.generate("Ed25519"))
    policy.change(lambda old: Policy(epoch=1))
    policy.path.chmod(0o600)
    tmp_path.chmod(0o755)
    done = subprocess.run([sys.executable, "-c", _AS_NOBODY, str(tmp_path)], capture_output=True, text=True)
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert [line.split(":")[0] for line in lines] == ["refused"] * 7
    assert all("Permission denied" in line for line in lines)


def test_a_store_that_cannot_be_written_is_read(store: DirectoryStore, tmp_path: Path) -> None:
    """As on a file system that is mounted read-only; the marks are up to date, so nothing is to be written."""
    LiveKeyset.create(store, "ccp", FAST, Keyset.generate("Ed25519"))
    code = (
        "import os, sys; from pathlib import Path; from cryptoagility import errors;"
        "from cryptoagility.keysets import DirectoryStore, FileMarks, LiveKeyset, Passphrase\n"
        "real = os.open\n"
        "def read_only(path, flags, *rest, **how):\n"
        "    if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT): raise OSError(30, 'Read-only file system')\n"
        "    return real(path, flags, *rest, **how)\n"
        "os.open = read_only\n"
        "root = Path(sys.argv[1]); store = DirectoryStore(root / 'keys', marks=FileMarks(root / 'marks'))\n"
        "live = LiveKeyset(store, 'ccp', Passphrase(b'crash')); live.verify(b'm', live.sign(b'm'))\n"
        "try: live.change(lambda keyset: keyset.rotated_to('Ed25519'))\n"
        "except errors.StorageError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True)
    assert (done.stderr, done.stdout.strip().endswith("could not be locked: Read-only file system")) == ("", True)


def test_lost_marks_are_said(store: DirectoryStore, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    live = LiveKeyset.create(store, "ccp", FAST, Keyset.generate("Ed25519"))
    live.change(lambda keyset: keyset.rotated_to("Ed25519"))
    shutil.rmtree(tmp_path / "marks")
    with caplog.at_level(logging.WARNING):
        LiveKeyset(store, "ccp", FAST)
    assert "keyset 'ccp' is of generation 2 and new here: whether it is the newest cannot be told" in caplog.text
    caplog.clear()
    LiveKeyset(store, "ccp", FAST)
    assert caplog.text == ""


def test_a_clock_that_goes_back_changes_nothing(store: DirectoryStore) -> None:
    """Versions are compared, never ordered."""
    live = LiveKeyset.create(store, "ccp", FAST, Keyset.generate("Ed25519"))
    path = store.directory / "ccp.keyset"
    other = LiveKeyset(store, "ccp", FAST)
    for day in (2_000_000_000, 1_000_000_000, 0):
        live.change(lambda keyset: keyset.rotated_to("Ed25519"))
        os.utime(path, (day, day))
        stale()
        assert other.current().generation == live.current().generation


def test_a_policy_whose_place_cannot_be_asked_allows_nothing(store: DirectoryStore, policy: LivePolicy) -> None:
    policy.change(lambda old: Policy(epoch=1))
    live = LiveKeyset.create(store, "ccp", FAST, Keyset.generate("Ed25519"), policy=policy)
    folder = policy.path.parent
    policy.path = folder / ("x" * 300) / "policy.yaml"  # stat and open fail with ENAMETOOLONG
    stale()
    with pytest.raises(StorageError):
        live.sign(MESSAGE)
    policy.path = folder / "policy.yaml"
    live.verify(MESSAGE, live.sign(MESSAGE))
    policy.retire("Ed25519", "broken")
    stale()
    with pytest.raises(NotAllowed):
        live.sign(MESSAGE)


def test_rotating_and_then_retiring_between_two_looks_stops_nobody(policy: LivePolicy, tmp_path: Path) -> None:
    """Whoever sees the retirement sees the successor, too: there is no moment at which nothing can be signed."""
    between: list[str] = []

    class Disturbed(DirectoryStore):
        def version(self, name: str) -> object:
            found = super().version(name)
            if between:
                between.clear()
                plain = DirectoryStore(self.directory, marks=self.marks)
                LiveKeyset(plain, name, FAST).change(lambda keyset: keyset.rotated_to("ML-DSA-44"))
                LivePolicy(policy.path, marks=policy.marks).retire("Ed25519", "broken")
                policy._held = None  # the policy is looked at again
            return found

    store = Disturbed(tmp_path / "keys", marks=policy.marks, create=True)
    live = LiveKeyset.create(store, "ccp", FAST, Keyset.generate("Ed25519"), policy=policy)
    live.sign(MESSAGE)
    stale()
    between.append("now")
    live.verify(MESSAGE, live.sign(MESSAGE))
    stale()
    live.verify(MESSAGE, live.sign(MESSAGE))
    assert live.current().description.primary().algorithm == "ML-DSA-44"


@pytest.mark.skipif(os.getuid() != 0, reason="gives files to somebody else; run it as root")
def test_what_an_administrator_rotates_stays_the_service_s(store: DirectoryStore, policy: LivePolicy) -> None:
    """`sudo … rotate`, with the strict umask of administrators, must not take a keyset away from who signs with it."""
    live = LiveKeyset.create(store, "ccp", FAST, Keyset.generate("Ed25519"))
    policy.change(lambda old: Policy(epoch=1))
    keyset, lock = store.directory / "ccp.keyset", store.directory / ".ccp.lock"
    lock.unlink()
    for path, mode in ((store.directory, 0o700), (keyset, 0o640), (policy.path, 0o664)):
        os.chown(path, 65534, 65533)
        path.chmod(mode)
    before = os.umask(0o077)
    try:
        live.change(lambda keyset: keyset.rotated_to("Ed25519"))
        policy.retire("RSA", "broken")
    finally:
        os.umask(before)
    found = [(one.stat().st_uid, one.stat().st_gid, one.stat().st_mode & 0o7777) for one in (keyset, policy.path, lock)]
    assert found == [(65534, 65533, 0o640), (65534, 65533, 0o664), (65534, 65533, 0o600)]


def test_a_policy_keeps_its_mode(policy: LivePolicy) -> None:
    policy.change(lambda old: Policy(epoch=1))
    policy.path.chmod(0o640)
    policy.retire("RSA", "broken")
    assert policy.path.stat().st_mode & 0o777 == 0o640


ODD = ("a\0b", "a\rb", "\x7f", "\x85x", "\u2028x", "\t", "é", "\U0001f511", "#: - '", "\ufeffx", '"\\', "\\n", "a\nb")


@pytest.mark.parametrize("reason", [*ODD, "", " ", "\n", "\ud800", "x" * 300_000])
def test_a_policy_that_could_not_be_read_is_not_written(policy: LivePolicy, reason: str) -> None:
    """Otherwise one odd reason for a retirement stops everything that is under the policy."""
    policy.change(lambda old: Policy(epoch=1))
    before = policy.path.read_bytes()
    if reason in ODD and reason.strip():
        assert policy.retire("RSA", reason).retired[-1].reason == reason
        assert LivePolicy(policy.path, marks=policy.marks).current().retired[-1].reason == reason
    else:
        with pytest.raises(MalformedInput, match="the policy could not be read again; nothing was written: "):
            policy.retire("RSA", reason)
        assert policy.path.read_bytes() == before
        assert LivePolicy(policy.path, marks=policy.marks).current().epoch == 1


def test_an_epoch_that_could_not_be_read_is_not_written(policy: LivePolicy) -> None:
    policy.change(lambda old: Policy(epoch=2**31))
    with pytest.raises(MalformedInput, match="nothing was written"):
        policy.retire("RSA", "broken")
    assert LivePolicy(policy.path, marks=policy.marks).current().epoch == 2**31


def test_a_policy_of_any_name_is_changed(tmp_path: Path) -> None:
    for name in ("policy[1].yaml", "a**b.yaml", "*.yaml"):
        policy = LivePolicy(tmp_path / name, marks=FileMarks(tmp_path / "marks"))
        left = tmp_path / f".{name}.0123456789abcdef.new"
        left.write_bytes(b"half")
        assert policy.retire("RSA", "broken").epoch == 1
        assert not left.exists()


def test_files_that_cannot_be_keysets_are_none(store: DirectoryStore) -> None:
    LiveKeyset.create(store, "ccp", FAST, Keyset.generate("Ed25519"))
    for name in ("UPPER.keyset", "ccp.keyset.keyset", "\udcff.keyset", "a b.keyset", ".keyset", "ccp.keyset~"):
        (store.directory / name).write_bytes(b"")
    assert store.names() == ("ccp",)


def test_a_keyset_that_could_not_be_opened_is_not_kept(store: DirectoryStore) -> None:
    wrapping = WrappingKeyset(Keyset.generate("X25519").public())
    with pytest.raises(NotAllowed, match="the public half of a wrapping keyset opens nothing"):
        LiveKeyset.create(store, "ccp", wrapping, Keyset.generate("Ed25519"))
    assert store.names() == ()
