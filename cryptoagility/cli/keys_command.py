"""`keys`: make, look at, change, move and retire the keys of keysets."""

from __future__ import annotations

import json

import click

from ..errors import AgilityError
from . import streams
from .describing import end_of, key_json, key_table
from .keys_change import destroy, disable, enable, new_passphrase, promote, restore, rotate
from .keys_move import export, import_key
from .keys_retire import retire
from .opening import (
    Place,
    live_policy,
    open_live,
    passphrase,
    policy,
    require_new,
    require_there,
    store,
    with_passphrase,
    with_place,
)
from .table import render
from .words import count, shown

SCHEMA = "cryptoagility/keys/1"


@click.group("keys", invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Keysets: keys that rotate, in a store, under a policy.

    A passphrase is asked for on the terminal, read from the first line of --passphrase-file, or taken from
    CRYPTOAGILITY_PASSPHRASE; it is never an argument.
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


@click.command("new", short_help="Make a keyset with a new key of one algorithm or of several.")
@click.argument("name")
@click.option("--algorithm", "algorithms", multiple=True, required=True, metavar="A", help="Several sign together.")
@click.option("--rule", type=click.Choice(["all", "classical-required"]), help="Which of several must be right.")
@click.option("--purpose", type=click.Choice(["sign", "encrypt", "batch-root"]), help="Default: by the algorithm.")
@click.option("--not-after", metavar="DATE", help="Last day of the key (UTC), or a time with its zone.")
@with_place
@with_passphrase
def new(
    name: str,
    algorithms: tuple[str, ...],
    rule: str | None,
    purpose: str | None,
    not_after: str | None,
    store_: str | None,
    policy_file: str | None,
    passphrase_file: str | None,
) -> int:
    """Make a keyset NAME with a new key, or with one key of each algorithm."""
    from ..keysets import DirectoryStore, Keyset, LiveKeyset

    place = Place(store_, policy_file)
    end = end_of(not_after)
    held = policy(place)
    opened = store(place, create=True)
    require_new(opened, name)
    one_or_several = algorithms[0] if len(algorithms) == 1 else algorithms
    keyset = Keyset.generate(one_or_several, purpose=purpose, rule=rule, not_after=end, policy=held)
    unlock = passphrase(passphrase_file, confirm=True)
    LiveKeyset.create(opened, name, unlock, keyset, policy=live_policy(place))
    streams.out(key_table(keyset.description, held))
    if isinstance(opened, DirectoryStore):
        streams.note(f"made in {shown(str(opened.directory))}; without its passphrase it is lost\n")
    return 0


@click.command("list", short_help="List the keysets.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
@with_place
def list_keysets(as_json: bool, store_: str | None, policy_file: str | None) -> int:
    """List the keysets, without their passphrases: what is shown is not authenticated.

    Exit code 3 if one could not be read.
    """
    from ..keysets.live import highest_seen
    from ..keysets.sealed import peek

    place = Place(store_, policy_file)
    opened = store(place)
    held = policy(place)
    rows: list[tuple[str, ...]] = []
    listed: list[dict[str, object]] = []
    unread = 0
    for name in opened.names():
        try:
            description = peek(opened.read(name))
            seen = highest_seen(opened, description.id)
        except AgilityError as error:
            unread += 1
            rows.append((name, "", "", "", "", f"cannot be read: {error}"))
            listed.append({"name": name, "problem": str(error)})
            continue
        primaries = [description.primary(slot) for slot in range(description.slots)]
        said = _said(description.generation, seen)
        refused = [key for key in primaries if key is not None and key_json(key, held)["refused"]]
        if refused:
            said = "; ".join(part for part in (said, "the policy refuses its primary key") if part)
        rows.append(
            (
                name,
                description.purpose.value,
                " + ".join(key.algorithm if key is not None else "no primary key" for key in primaries),
                str(len(description.keys)),
                str(description.generation),
                said,
            )
        )
        listed.append(
            {
                "name": name,
                "id": description.id.hex(),
                "purpose": description.purpose.value,
                "rule": description.rule.value,
                "generation": description.generation,
                "highest_generation_seen": max(seen, description.generation),
                "primaries": [key_json(key, held) if key is not None else None for key in primaries],
                "keys": len(description.keys),
            }
        )
    if as_json:
        streams.data(json.dumps({"schema": SCHEMA, "keysets": listed}, indent=2) + "\n")
    elif rows:
        streams.out(render(("keyset", "purpose", "primary", "keys", "generation", "note"), rows))
    else:
        streams.note("no keysets here: `cryptoagility keys new NAME --algorithm ML-DSA-65` makes one\n")
    return 3 if unread else 0


@click.command("show", short_help="Show the keys of a keyset, and what the policy says of each.")
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
@click.option("--authenticate", is_flag=True, help="Open it with its passphrase, so that nothing shown was changed.")
@with_place
@with_passphrase
def show(
    name: str,
    as_json: bool,
    authenticate: bool,
    store_: str | None,
    policy_file: str | None,
    passphrase_file: str | None,
) -> int:
    """Show the keys of a keyset: states, fingerprints, validity, and what the policy says of each."""
    from ..keysets.live import highest_seen
    from ..keysets.sealed import peek

    place = Place(store_, policy_file)
    opened = store(place)
    require_there(opened, name)
    if authenticate or passphrase_file is not None:
        description = open_live(place, name, passphrase_file).current().description
        authentic = True
    else:
        description, authentic = peek(opened.read(name)), False
    held = policy(place)
    seen = max(highest_seen(opened, description.id), description.generation)
    if as_json:
        body = {
            "schema": SCHEMA,
            "name": name,
            "id": description.id.hex(),
            "authenticated": authentic,
            "purpose": description.purpose.value,
            "rule": description.rule.value,
            "generation": description.generation,
            "highest_generation_seen": seen,
            "policy_epoch": held.epoch,
            "keys": [key_json(key, held) for key in description.keys],
        }
        streams.data(json.dumps(body, indent=2) + "\n")
        return 0
    facts = [
        f"{shown(name)}: {description.purpose}, rule {description.rule}, {count(len(description.keys), 'key')}",
        f"generation {description.generation}, policy epoch {held.epoch}",
    ]
    streams.out(", ".join(facts) + "\n" + key_table(description, held))
    if not authentic:
        streams.note("note: read without the passphrase, so not authenticated; --authenticate asks for it\n")
    if warning := _said(description.generation, seen):
        streams.note(f"note: {warning}\n")
    return 0


def _said(generation: int, seen: int) -> str:
    return f"generation {seen} was here before: an old backup? See `keys restore`" if seen > generation else ""


for one in (
    new,
    list_keysets,
    show,
    rotate,
    promote,
    disable,
    enable,
    destroy,
    export,
    import_key,
    new_passphrase,
    restore,
    retire,
):
    command.add_command(one)
