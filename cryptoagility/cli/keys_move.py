"""`keys export` and `keys import`: public keys for peers, private keys from elsewhere, one private key to elsewhere."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from ..errors import MalformedInput, NotAllowed, UsageError
from . import streams
from .describing import end_of, find_key, fingerprint, key_table
from .files import read_bytes, same_file, write_bytes
from .opening import (
    KEY_FILE,
    Place,
    live_policy,
    open_live,
    passphrase,
    policy,
    secret,
    store,
    with_key_passphrase,
    with_passphrase,
    with_place,
)
from .words import shown

if TYPE_CHECKING:
    from ..encoding import PrivateKey
    from ..keysets import Keyset, LiveKeyset, PublicKeyset

_MOST_KEY_FILE = 1 << 20
_BINARY = frozenset({"keyset", "cose"})


@click.command("export", short_help="Write public keys for peers, or one private key, encrypted.")
@click.argument("name")
@click.option(
    "--format",
    "form",
    type=click.Choice(["keyset", "jwks", "spki", "cose"]),
    help="keyset (default): our own, with rule, states and validity; the others: the public keys alone.",
)
@click.option("-o", "--output", metavar="FILE", help="Default: standard output.")
@click.option("--private", is_flag=True, help="One private key, as PKCS#8 encrypted with a passphrase of its own.")
@click.option("--key", metavar="KEYID", help="Which private key.")
@with_key_passphrase
@with_place
@with_passphrase
def export(
    name: str,
    form: str | None,
    output: str | None,
    private: bool,
    key: str | None,
    key_passphrase_file: str | None,
    store_: str | None,
    policy_file: str | None,
    passphrase_file: str | None,
) -> int:
    """Write the public keys of a keyset for peers, and say the fingerprints that they pin."""
    if private != (key is not None):
        raise UsageError("a private key is exported with both --private and --key KEYID")
    if private and form is not None:
        raise UsageError("--format is for public keys: a private key is written as encrypted PKCS#8")
    if not private and key_passphrase_file is not None:
        raise UsageError("--key-passphrase-file goes with --private")
    form = form or "keyset"
    if not private and form in _BINARY and output in (None, "-") and streams.is_terminal():
        raise UsageError(f"the format {form} is binary: use -o FILE")
    place = Place(store_, policy_file)
    if output not in (None, "-") and _in_store(str(output), place):
        raise UsageError(f"-o {output!r} is in the store itself: write it elsewhere")
    live = open_live(place, name, passphrase_file)
    if key is not None:
        _export_private(live, name, key, key_passphrase_file, output)
    else:
        _export_public(live.public(), form, output)
    return 0


def _in_store(output: str, place: Place) -> bool:
    """Whether a file there would take the place of a keyset or of a policy."""
    from ..keysets import DirectoryStore

    opened = store(place)
    return isinstance(opened, DirectoryStore) and same_file(os.path.dirname(output) or ".", str(opened.directory))


def _export_public(public: PublicKeyset, form: str, output: str | None) -> None:
    from ..keysets import public_bytes
    from ..keysets.exporting import EXPORTS

    made = public_bytes(public) if form == "keyset" else EXPORTS[form](public)
    write_bytes(output, made.encode() if isinstance(made, str) else made)
    for key in public.keys:
        streams.note(f"key {key.short_id}  {key.algorithm}  {key.state}  {fingerprint(key) or 'no fingerprint'}\n")
    if form != "keyset" and public.description.slots > 1:
        streams.note(
            f"note: the format {form} cannot say that the rule is {public.description.rule}; "
            "whoever takes these keys one by one accepts one signature where you make "
            f"{public.description.slots}: use the format keyset\n"
        )
    if form != "keyset" and any(key.not_after is not None or key.not_before is not None for key in public.keys):
        streams.note(f"note: the format {form} cannot say the validity of a key: use the format keyset\n")


def _export_private(live: LiveKeyset, name: str, text: str, file: str | None, output: str | None) -> None:
    from ..encoding import PrivateKey, key_name, kind_of
    from ..key_files import write_private_key
    from ..secret_access import SECRETS

    keyset = live.current()
    key = find_key(keyset.description, text)
    raw = keyset.private_bytes(key.id, access=SECRETS)
    found = PrivateKey(key_name(key.algorithm), raw, kind_of(key.algorithm).form_of(raw), key.public)
    password = secret(KEY_FILE, file, confirm=True)
    write_bytes(output, write_private_key(found, password=password).encode(), mode=0o600)
    streams.note(
        f"private key {key.short_id} ({key.algorithm}) of {shown(name)} was written, encrypted; "
        "whoever has it and its passphrase signs and decrypts as this keyset\n"
    )


@click.command("import", short_help="Take a private key from a file.")
@click.argument("name")
@click.argument("file", metavar="FILE")
@click.option("--algorithm", metavar="A", help="What the key is used with, where the file does not say it (RSA, EC).")
@click.option("--purpose", type=click.Choice(["sign", "encrypt", "batch-root"]), help="Of a new keyset.")
@click.option("--slot", type=click.IntRange(0, 7), help="In a set of several: which; default: by the algorithm.")
@click.option("--not-after", metavar="DATE", help="Last day of the key (UTC), or a time with its zone.")
@with_key_passphrase
@with_place
@with_passphrase
def import_key(
    name: str,
    file: str,
    algorithm: str | None,
    purpose: str | None,
    slot: int | None,
    not_after: str | None,
    key_passphrase_file: str | None,
    store_: str | None,
    policy_file: str | None,
    passphrase_file: str | None,
) -> int:
    """Take a private key from a FILE (PKCS#8, PEM, OpenSSH, JWK) into a keyset, or make a keyset of it.

    In a keyset that is there the key waits as pending until it is promoted.
    """
    from ..keysets import Keyset, LiveKeyset
    from ..secret_access import SECRETS

    end = end_of(not_after)
    place = Place(store_, policy_file)
    key, said = _read(file, key_passphrase_file)
    chosen = _scheme(key, algorithm or said)
    opened = store(place, create=True)
    raw = key.raw(access=SECRETS)
    if name in opened.names():
        if purpose is not None:
            raise UsageError(f"--purpose is for a new keyset, and {name!r} is there")

        def step(keyset: Keyset) -> Keyset:
            return _agreeing(keyset.with_imported(chosen, raw, access=SECRETS, slot=slot, not_after=end), key)

        keyset = open_live(place, name, passphrase_file).change(step)
    else:
        if slot is not None:
            raise UsageError(f"--slot is for a keyset that is there, and {name!r} is not")
        held = policy(place)
        keyset = _agreeing(
            Keyset.imported(chosen, raw, access=SECRETS, purpose=purpose, not_after=end, policy=held), key
        )
        LiveKeyset.create(opened, name, passphrase(passphrase_file, confirm=True), keyset, policy=live_policy(place))
    streams.out(key_table(keyset.description, policy(place)))
    _notes(key, file)
    return 0


def _read(file: str, passphrase_file: str | None) -> tuple[PrivateKey, str | None]:
    """The private key in a file, and the algorithm that the file says."""
    from ..encoding import decode_private_jwk
    from ..key_files import read_private_key
    from ..keysets.exporting import scheme_of
    from ..secret_access import SECRETS

    data = read_bytes(file, _MOST_KEY_FILE, "key file")
    try:
        if data.lstrip()[:1] == b"{":
            found = decode_private_jwk(data, access=SECRETS)
            if found.private is None:
                raise MalformedInput("a JWK without its private part")
            return found.private, scheme_of(found.key, found.alg)
        if passphrase_file is not None:
            return read_private_key(data, password=secret(KEY_FILE, passphrase_file)), None
        try:
            return read_private_key(data), None
        except NotAllowed:  # it is encrypted
            return read_private_key(data, password=secret(KEY_FILE, None)), None
    except MalformedInput as error:
        raise MalformedInput(f"{file!r} is no private key that is read here: {error}") from None


def _scheme(key: PrivateKey, algorithm: str | None) -> str:
    """The algorithm that the key is used with. Raises UsageError where nobody says it."""
    from ..algorithms import parse
    from ..encoding import key_name
    from ..keysets.exporting import own_scheme, schemes_for

    chosen = algorithm or own_scheme(key.name)
    if chosen is None:
        raise UsageError(
            f"a key of {key.name} does not say what it is used with: give --algorithm, "
            f"one of {', '.join(schemes_for(key.name)) or 'none that is known here'}"
        )
    name = parse(chosen).name
    if key_name(name) != key.name:
        raise UsageError(f"the file has a key of {key.name}, which is not used with {name}")
    return name


def _agreeing(keyset: Keyset, key: PrivateKey) -> Keyset:
    """Raises MalformedInput if the file's public key is another one than that of its private key."""
    if key.public is not None and key.public != keyset.keys[-1].public:
        raise MalformedInput("the public key in the file does not belong to its private key")
    return keyset


def _notes(key: PrivateKey, file: str) -> None:
    from ..encoding import Form

    if key.form is Form.EXPANDED:
        streams.note(
            "note: this key is expanded and its seed is lost: it stays with the backend that takes it, "
            "and cannot be moved to another one. Rotate when you can\n"
        )
    if file != "-" and sys.stderr is not None:
        streams.note(f"note: {shown(file)} still holds the private key\n")
