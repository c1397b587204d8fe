"""`keys retire`: an algorithm stops, in every process that follows the policy; first it is said what that does."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from ..errors import AgilityError, StorageError, UsageError
from . import streams
from .opening import Place, confirmed, live_policy, store, with_place
from .table import render
from .words import count, shown

if TYPE_CHECKING:
    from ..keysets import Description
    from ..keysets.retirement import AffectedKey, AffectedKeyset
    from ..policy import Strength

_MOST_REASON = 1000  # characters


@click.command("retire", short_help="Retire an algorithm in every process that follows the policy.")
@click.argument("algorithm")
@click.option("--reason", required=True, metavar="TEXT", help="Why; every refusal says it.")
@click.option("--dry-run", is_flag=True, help="Say what it would do, and do nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_place
def retire(algorithm: str, reason: str, dry_run: bool, yes: bool, store_: str | None, policy_file: str | None) -> int:
    """Retire an ALGORITHM, a family (ECDSA) or a hash: nothing signs, verifies, encrypts or decrypts with it any more.

    Every process that follows the policy stops within a second. Keysets without an enabled successor fail closed
    until they are rotated.
    """
    from ..keysets.retirement import retirement

    if not reason.strip() or len(reason) > _MOST_REASON or not reason.isprintable():
        # Every refusal says it, and a policy that cannot be read again would stop everything.
        raise UsageError(f"--reason is one line of 1 to {_MOST_REASON:,} characters that print: every refusal says it")
    place = Place(store_, policy_file)
    live = live_policy(place)
    if live is None:
        raise UsageError("a store by URL has no policy of its own: say --policy-file")
    keysets, unread = _descriptions(place)
    today = datetime.now(UTC).date()
    before = live.current()
    effect = retirement(before, algorithm, today, reason, keysets)
    retired = effect.policy.retired[-1].algorithm
    floor = effect.policy.floor
    streams.out(
        f"{retired}: policy epoch {before.epoch} becomes {effect.policy.epoch}; "
        f"the floor is {floor.classical_bits} bits, category {floor.nist_category}\n"
    )
    if effect.keysets:
        rows = [_row(keyset.name, key) for keyset in effect.keysets for key in keyset.keys]
        streams.out(render(("keyset", "key", "algorithm", "state", "strength left", "after it"), rows))
    streams.out("".join(f"{shown(one.name)}: {_outcome(one)}\n" for one in effect.keysets))
    if not effect.keysets:
        streams.out(f"no key of {count(len(keysets), 'keyset')} here is affected\n")
    for name, why in unread:
        streams.out(f"{shown(name)}: not looked at: {shown(why)}\n")
    if dry_run:
        return 0
    confirmed(f"Retire {retired} in {live.path}?", yes)
    written = live.retire(algorithm, reason)
    streams.out(f"{retired} is retired, epoch {written.epoch}: {shown(str(live.path))}\n")
    return 0


def _descriptions(place: Place) -> tuple[dict[str, Description], list[tuple[str, str]]]:
    """The keysets that can be read, and why each of the others cannot."""
    from ..keysets.sealed import peek

    try:
        opened = store(place)
    except StorageError as error:
        if place.policy is None:
            raise
        streams.note(f"note: no keysets are looked at: {shown(str(error))}\n")  # the policy is what matters now
        return {}, []
    found: dict[str, Description] = {}
    unread: list[tuple[str, str]] = []
    for name in opened.names():
        try:
            found[name] = peek(opened.read(name))
        except AgilityError as error:
            unread.append((name, str(error)))
    return found, unread


def _row(name: str, one: AffectedKey) -> tuple[str, ...]:
    return (
        name,
        one.key.short_id,
        one.key.algorithm,
        one.key.state.value,
        _strength(one.left),
        "refused" if one.refused else "goes on, above the floor",
    )


def _strength(left: Strength | None) -> str:
    return "none" if left is None else f"{left.classical_bits} bits, category {left.nist_category}"


def _outcome(one: AffectedKeyset) -> str:
    if not one.stopped:
        lost = any(key.refused for key in one.keys)
        encrypts = one.description.purpose == "encrypt"
        return "goes on" + (
            "" if not lost else "; boxes to refused keys: migrate them" if encrypts else "; old signatures are refused"
        )
    parts = []
    for slot, keys in zip(one.stopped, one.successors, strict=True):
        where = f"slot {slot}: " if one.description.slots > 1 else ""
        if keys:
            names = ", ".join(f"{key.short_id} ({key.algorithm})" for key in keys)
            parts.append(f"{where}stops until another key is promoted: {names}")
        else:
            parts.append(f"{where}no enabled successor: fails closed until it is rotated")
    return "; ".join(parts)
