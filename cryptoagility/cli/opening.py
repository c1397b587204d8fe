"""What the key commands begin with: where keysets and policy are, and the passphrase, which is never an argument."""

from __future__ import annotations

import getpass
import importlib
import importlib.util
import os
import stat
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import click

from ..errors import NotAllowed, UsageError
from . import streams
from .files import reason
from .words import shown

if TYPE_CHECKING:
    from ..keysets import LiveKeyset, LivePolicy, Passphrase, Store
    from ..policy import Policy

Command = TypeVar("Command", bound=Callable[..., Any])

_POLICY = "policy.yaml"
_MOST_PASSPHRASE = 64 * 1024
_SHORT = 12  # characters; fewer are guessed offline by whoever has the file


@dataclass(frozen=True, slots=True)
class Place:
    """Where to look: as the options say, or by default."""

    store: str | None
    policy: str | None


@dataclass(frozen=True, slots=True)
class Secret:
    """One passphrase: what it is for, and the three ways in which it comes."""

    what: str
    option: str
    variable: str


KEYSET = Secret("the keyset", "--passphrase-file", "CRYPTOAGILITY_PASSPHRASE")
NEW = Secret("the keyset from now on", "--new-passphrase-file", "CRYPTOAGILITY_NEW_PASSPHRASE")
KEY_FILE = Secret("the key file", "--key-passphrase-file", "CRYPTOAGILITY_KEY_PASSPHRASE")


def _stored(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """Every user of the machine sees the arguments of every process."""
    if value and "://" in value:
        typed = ctx.get_parameter_source(parameter.name or "") is click.core.ParameterSource.COMMANDLINE
        try:
            secret = urlsplit(value).password
        except ValueError:
            raise UsageError("--store is not a URL that can be read") from None
        if typed and secret:
            raise UsageError("--store with a password in it is seen by every user: set CRYPTOAGILITY_STORE instead")
    return value


def with_place(command: Command) -> Command:
    """The options --store and --policy-file."""
    command = click.option(
        "--policy-file",
        metavar="FILE",
        envvar="CRYPTOAGILITY_POLICY",
        help="The library policy (CRYPTOAGILITY_POLICY); default: policy.yaml in the store, if it is there.",
    )(command)
    return click.option(
        "--store",
        "store_",
        metavar="DIR|URL",
        envvar="CRYPTOAGILITY_STORE",
        callback=_stored,
        help="Where the keysets are (CRYPTOAGILITY_STORE); default: cryptoagility/keys in $XDG_DATA_HOME.",
    )(command)


def with_passphrase(command: Command) -> Command:
    """The option --passphrase-file."""
    return click.option(
        "--passphrase-file",
        metavar="FILE",
        help="The passphrase is its first line; else CRYPTOAGILITY_PASSPHRASE, else it is asked for.",
    )(command)


def with_key_passphrase(command: Command) -> Command:
    """The option --key-passphrase-file."""
    return click.option(
        "--key-passphrase-file",
        metavar="FILE",
        help="The passphrase of the key file: first line; else CRYPTOAGILITY_KEY_PASSPHRASE, else it is asked for.",
    )(command)


def store(place: Place, *, create: bool = False) -> Store:
    """The store. Raises StorageError if it is not there."""
    from ..keysets import DirectoryStore

    where = place.store or str(default_directory())
    if "://" not in where:
        return DirectoryStore(where, create=create)
    name = "cryptoagility.keysets.stores"  # by its name: what a URL needs is not always installed
    if importlib.util.find_spec(name) is None:
        raise UsageError("this installation has no stores by URL: give a directory")
    found: Store = importlib.import_module(name).open_store(where, create=create)
    return found


def default_directory() -> Path:
    """Where this user's keysets are (XDG Base Directory: $XDG_DATA_HOME, else ~/.local/share)."""
    home = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(home) / "cryptoagility" / "keys"


def live_policy(place: Place) -> LivePolicy | None:
    """The policy that follows its file; None for a store by URL without one. Raises UsageError for a file that is not
    there although it was named: a wrong name must not mean that no policy holds.
    """
    from ..keysets import LivePolicy

    if place.policy:
        if not os.path.lexists(place.policy):
            raise UsageError(
                f"there is no policy {place.policy!r}; the least one is the two lines "
                "'schema: cryptoagility/library-policy/1' and 'epoch: 1'"
            )
        return LivePolicy(place.policy)
    where = place.store or str(default_directory())
    return None if "://" in where else LivePolicy(Path(where) / _POLICY)


def policy(place: Place) -> Policy:
    """The policy that holds now."""
    from ..policy import DEFAULT

    live = live_policy(place)
    return live.current() if live is not None else DEFAULT


def open_live(place: Place, name: str, file: str | None) -> LiveKeyset:
    """The keyset of this name, opened with its passphrase."""
    from ..keysets import LiveKeyset

    opened = store(place)
    require_there(opened, name)
    return LiveKeyset(opened, name, passphrase(file), policy=live_policy(place))


def require_there(opened: Store, name: str) -> None:
    """Raise what the store raises for a keyset that it does not have: before a passphrase is asked for."""
    opened.read(name)


def require_new(opened: Store, name: str) -> None:
    """Raise NotAllowed if there is a keyset of this name: before a passphrase is asked for."""
    if name in opened.names():
        raise NotAllowed(f"a keyset {name!r} is there already: rotate it, or take another name")


def passphrase(file: str | None, *, confirm: bool = False) -> Passphrase:
    """The passphrase of a keyset."""
    from ..keysets import Passphrase

    return Passphrase(secret(KEYSET, file, confirm=confirm))


def secret(kind: Secret, file: str | None, *, confirm: bool = False) -> bytes:
    """From the file, from the environment, or from the terminal. Raises UsageError where there is none of them."""
    if file is not None:
        found = _first_line(file)
    elif (given := os.environb.get(kind.variable.encode())) is not None:
        if not given:
            raise UsageError(f"{kind.variable} is empty: an empty passphrase protects nothing")
        found = given
    else:
        found = _asked(kind, confirm)
    if confirm and len(found) < _SHORT:
        streams.note(f"note: a passphrase of fewer than {_SHORT} characters can be guessed by whoever has the file\n")
    return found


def confirmed(question: str, yes: bool) -> None:
    """Ask, unless ``yes``. Raises UsageError for no, and where nobody can be asked."""
    if yes:
        return
    if sys.stdin is None or not sys.stdin.isatty():
        raise UsageError(f"{question} Nobody can be asked here: say --yes")
    streams.note(f"{shown(question)} [y/N] ")
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise UsageError("nothing was changed")


def _first_line(file: str) -> bytes:
    try:
        with open(file, "rb") as opened:
            mode = os.fstat(opened.fileno()).st_mode
            data = opened.read(_MOST_PASSPHRASE)
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot read {file!r}: {reason(error)}") from error
    line = data.split(b"\n", 1)[0].removesuffix(b"\r")
    if not line:
        raise UsageError(f"the first line of {file!r} is empty: an empty passphrase protects nothing")
    if len(line) == _MOST_PASSPHRASE:
        raise UsageError(f"the first line of {file!r} has {_MOST_PASSPHRASE:,} bytes or more: that is no passphrase")
    if stat.S_ISREG(mode) and mode & 0o077:
        streams.note(f"note: {shown(file)} can be read by others: chmod 600 {shown(file)}\n")
    return line


def _asked(kind: Secret, confirm: bool) -> bytes:
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        raise UsageError(
            f"no passphrase for {kind.what}, and no terminal to ask on: give {kind.option} FILE or set {kind.variable}"
        ) from None
    try:
        found = getpass.getpass(f"Passphrase for {kind.what}: ")
        if not found:
            raise UsageError("an empty passphrase protects nothing")
        if confirm and getpass.getpass("The same again: ") != found:
            raise UsageError("the two passphrases differ: nothing was changed")
    except EOFError:
        raise UsageError("no passphrase was given") from None
    return found.encode("utf-8", "surrogateescape")
