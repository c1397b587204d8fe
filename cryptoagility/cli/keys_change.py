"""`keys rotate`, `promote`, `disable`, `enable`, `destroy`, `restore`: each writes the next generation, whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from . import streams
from .describing import end_of, find_key, fingerprint, pending_key
from .opening import (
    NEW,
    Place,
    confirmed,
    open_live,
    passphrase,
    require_there,
    secret,
    store,
    with_passphrase,
    with_place,
)
from .words import shown

if TYPE_CHECKING:
    from ..keysets import Key, Keyset

_LEAVING = "Also for the primary key: nothing can be signed then until another is promoted."


@click.command("rotate", short_help="Give a keyset a new key of any algorithm.")
@click.argument("name")
@click.option("--to", "algorithm", required=True, metavar="A", help="The algorithm of the new key.")
@click.option("--pending", is_flag=True, help="Do not sign with it yet: publish it first, then `keys promote`.")
@click.option("--slot", type=click.IntRange(0, 7), help="In a set of several: which; default: by the algorithm.")
@click.option("--not-after", metavar="DATE", help="Last day of the key (UTC), or a time with its zone.")
@with_place
@with_passphrase
def rotate(
    name: str,
    algorithm: str,
    pending: bool,
    slot: int | None,
    not_after: str | None,
    store_: str | None,
    policy_file: str | None,
    passphrase_file: str | None,
) -> int:
    """Give a keyset a new key of any algorithm that signs from now on; the old one verifies and decrypts on."""
    end = end_of(not_after)
    live = open_live(Place(store_, policy_file), name, passphrase_file)

    def step(keyset: Keyset) -> Keyset:
        change = keyset.with_pending if pending else keyset.rotated_to
        return change(algorithm, slot=slot, not_after=end)

    keyset = live.change(step)
    new = keyset.keys[-1]
    _report(name, keyset, new)
    if pending:
        streams.note(
            f"publish it (`cryptoagility keys export {shown(name)}`), "
            f"then sign with it (`cryptoagility keys promote {shown(name)} {new.short_id}`)\n"
        )
    return 0


@click.command("promote", short_help="Make a key primary.")
@click.argument("name")
@click.argument("key", metavar="[KEYID]", required=False)
@with_place
@with_passphrase
def promote(
    name: str, key: str | None, store_: str | None, policy_file: str | None, passphrase_file: str | None
) -> int:
    """Make a key primary; the one before it verifies and decrypts on. Without KEYID: the one key that is pending."""
    return _changed(Place(store_, policy_file), name, passphrase_file, key, lambda keyset, one: keyset.promoted(one.id))


@click.command("disable", short_help="Use a key for nothing until it is enabled again.")
@click.argument("name")
@click.argument("key", metavar="KEYID")
@click.option("--leaving-none", is_flag=True, help=_LEAVING)
@with_place
@with_passphrase
def disable(
    name: str,
    key: str,
    leaving_none: bool,
    store_: str | None,
    policy_file: str | None,
    passphrase_file: str | None,
) -> int:
    """Use a key for nothing until it is enabled again. The primary key is refused."""
    return _changed(
        Place(store_, policy_file),
        name,
        passphrase_file,
        key,
        lambda keyset, one: keyset.disabled(one.id, leaving_none=leaving_none),
    )


@click.command("enable", short_help="Use a disabled key again.")
@click.argument("name")
@click.argument("key", metavar="KEYID")
@with_place
@with_passphrase
def enable(name: str, key: str, store_: str | None, policy_file: str | None, passphrase_file: str | None) -> int:
    """Use a disabled key again, to verify and decrypt."""
    return _changed(Place(store_, policy_file), name, passphrase_file, key, lambda keyset, one: keyset.enabled(one.id))


@click.command("destroy", short_help="Delete the private part of a key for ever.")
@click.argument("name")
@click.argument("key", metavar="KEYID")
@click.option("--leaving-none", is_flag=True, help=_LEAVING)
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_place
@with_passphrase
def destroy(
    name: str,
    key: str,
    leaving_none: bool,
    yes: bool,
    store_: str | None,
    policy_file: str | None,
    passphrase_file: str | None,
) -> int:
    """Delete the private part of a key for ever. Backups of the keyset still have it."""
    live = open_live(Place(store_, policy_file), name, passphrase_file)
    found = find_key(live.current().description, key)
    live.current().destroyed(found.id, leaving_none=leaving_none)  # what is refused is refused before it is asked for
    confirmed(
        f"Destroy key {found.short_id} ({found.algorithm}, {found.state}) of {name} for ever? "
        "What was encrypted to it is lost, and its signatures verify no more.",
        yes,
    )
    keyset = live.change(lambda keyset: keyset.destroyed(found.id, leaving_none=leaving_none))
    _report(name, keyset, keyset.description.key(found.id))
    return 0


@click.command("passphrase", short_help="Give a keyset another passphrase.")
@click.argument("name")
@click.option(
    "--new-passphrase-file",
    metavar="FILE",
    help="The new one is its first line; else CRYPTOAGILITY_NEW_PASSPHRASE, else it is asked for.",
)
@with_place
@with_passphrase
def new_passphrase(
    name: str,
    new_passphrase_file: str | None,
    store_: str | None,
    policy_file: str | None,
    passphrase_file: str | None,
) -> int:
    """Give a keyset another passphrase. Processes that have it open go on.

    Whoever has an older file and its passphrase can open later ones, too: then rotate, and destroy the old keys.
    """
    from ..keysets import Passphrase

    live = open_live(Place(store_, policy_file), name, passphrase_file)
    keyset = live.protect(Passphrase(secret(NEW, new_passphrase_file, confirm=True)))
    streams.out(f"{shown(name)}: generation {keyset.generation} has the new passphrase\n")
    return 0


@click.command("restore", short_help="Accept a keyset that is older than one that was here.")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_place
@with_passphrase
def restore(name: str, yes: bool, store_: str | None, policy_file: str | None, passphrase_file: str | None) -> int:
    """Accept, on purpose, a keyset that is older than one that was here (a backup that was put back)."""
    from ..errors import NotAllowed
    from ..keysets.live import accept_older, highest_seen
    from ..keysets.sealed import peek

    opened = store(Place(store_, policy_file))
    require_there(opened, name)
    description = peek(opened.read(name))
    seen = highest_seen(opened, description.id)
    if description.generation >= seen:
        raise NotAllowed(f"keyset {name!r} is of generation {description.generation}, and none after it was here")
    confirmed(
        f"Accept generation {description.generation} of {name}, although generation {seen} was here? "
        "What was rotated, disabled or destroyed since is undone.",
        yes,
    )
    older, newer = accept_older(opened, name, passphrase(passphrase_file))
    streams.out(f"{shown(name)}: generation {older} is accepted; generation {newer} was here before\n")
    return 0


def _changed(
    place: Place, name: str, file: str | None, key: str | None, change: Callable[[Keyset, Key], Keyset]
) -> int:
    live = open_live(place, name, file)
    description = live.current().description
    found = find_key(description, key) if key is not None else pending_key(description)
    keyset = live.change(lambda keyset: change(keyset, keyset.description.key(found.id)))
    _report(name, keyset, keyset.description.key(found.id))
    return 0


def _report(name: str, keyset: Keyset, key: Key) -> None:
    streams.out(
        f"{shown(name)}: generation {keyset.generation}, key {key.short_id} ({key.algorithm}) is {key.state}"
        f"{f', SHA-256 {print_}' if (print_ := fingerprint(key)) else ''}\n"
    )
