"""`verify`: is this the keyset's signature of the file?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ..errors import InvalidSignature, MalformedInput, NotAllowed, RolledBack, UsageError
from . import streams
from .files import read_bytes
from .opening import Place, open_live, policy, with_passphrase, with_place
from .sign_command import ARMOR, MOST_MESSAGE

if TYPE_CHECKING:
    from ..keysets import LiveKeyset, PublicKeyset

_MOST_SIGNATURE = 8 * 1024 * 1024
_MOST_PUBLIC = 64 * 1024 * 1024
_DIGEST = 64  # hexadecimal digits


@click.command("verify")
@click.argument("arguments", nargs=-1, metavar="NAME [FILE]")
@click.option("--signature", required=True, metavar="SIG", help="The signature, binary or as text.")
@click.option("--public", metavar="FILE", help="Instead of NAME: a public keyset, JWK set or bundle of public keys.")
@click.option("--pin", "pins", multiple=True, metavar="SHA256", help="Trust only these keys of the --public file.")
@click.option("--algorithm", metavar="A", help="What its keys are used with, where the file does not say it.")
@with_place
@with_passphrase
def command(
    arguments: tuple[str, ...],
    signature: str,
    public: str | None,
    pins: tuple[str, ...],
    algorithm: str | None,
    store_: str | None,
    policy_file: str | None,
    passphrase_file: str | None,
) -> int:
    """Verify a detached signature of a FILE (or standard input) with keyset NAME, or with a peer's public keys.

    Exit code 0: it is right. 5: it is wrong, cannot be read, or is of a key or an algorithm that may not be used. 2: it
    could not be checked.
    """
    from ..keysets import PublicKeyset
    from ..keysets.wire import read_signatures

    name, file = _named(arguments, public)
    if public is None and (pins or algorithm):
        raise UsageError("--pin and --algorithm go with --public")
    if signature == "-" and file == "-":
        raise UsageError("the message and the signature cannot both come from standard input")
    place = Place(store_, policy_file)
    keyset: LiveKeyset | PublicKeyset
    try:
        if public is not None:
            keyset = _public(public, pins, algorithm, place)
        else:
            keyset = open_live(place, name, passphrase_file)
    except InvalidSignature as error:  # of the keyset, not of the message: nothing was checked
        raise UsageError(f"the keyset could not be opened: {error}") from None
    wire = _signature(signature)
    message = read_bytes(file, MOST_MESSAGE, "message for one signature")
    try:
        keyset.verify(message, wire)
        description = keyset.description if isinstance(keyset, PublicKeyset) else keyset.current().description
        made_by = [description.key(id) for id, _ in read_signatures(wire)]
    except RolledBack:
        raise
    except (NotAllowed, MalformedInput) as error:
        raise InvalidSignature(f"not accepted: {error}") from None
    for key in made_by:
        streams.out(f"good signature by key {key.short_id} ({key.algorithm}, {key.state})\n")
    return 0


def _named(arguments: tuple[str, ...], public: str | None) -> tuple[str, str]:
    """The name of the keyset ("" with --public) and the file."""
    least = 0 if public is not None else 1
    if not least <= len(arguments) <= least + 1:
        raise UsageError("say a keyset's NAME or --public FILE, and at most one file to verify")
    if public is not None:
        return "", arguments[0] if arguments else "-"
    return arguments[0], arguments[1] if len(arguments) == 2 else "-"


def _signature(path: str) -> bytes:
    try:
        data = read_bytes(path, _MOST_SIGNATURE, "signature")
    except UsageError as error:
        if isinstance(error.__cause__, OSError):
            raise
        raise InvalidSignature(str(error)) from None
    if not data.startswith(b"-----"):
        return data
    from ..encoding import decode_pem

    try:
        return decode_pem(data, (ARMOR,))[1]
    except MalformedInput as error:
        raise InvalidSignature(f"not accepted: {error}") from None


def _public(path: str, pins: tuple[str, ...], algorithm: str | None, place: Place) -> PublicKeyset:
    from ..keysets import Pin, pinned, read_jwks, read_public, read_spki

    data = read_bytes(path, _MOST_PUBLIC, "public keyset")
    held = policy(place)
    start = data.lstrip()[:1]
    try:
        if start == b"{":
            keys = read_jwks(data)
        elif start in (b"-", b"k", b"\x30"):
            keys = read_spki(data)
        else:
            if algorithm is not None:
                raise UsageError("--algorithm is for files that do not say it; a public keyset does")
            return _only_pinned(read_public(data, policy=held), pins)
    except MalformedInput as error:
        raise UsageError(f"{path!r} is no public keyset: {error}") from None
    wanted = [_digest(pin) for pin in pins] or [one.fingerprint for one in keys]
    return pinned(keys, [Pin(one, algorithm) for one in wanted], policy=held)


def _only_pinned(keyset: PublicKeyset, pins: tuple[str, ...]) -> PublicKeyset:
    """A public keyset is taken whole: all its keys are pinned, or none."""
    from .describing import fingerprint

    if pins and {_digest(pin).hex() for pin in pins} != {fingerprint(key) for key in keyset.keys}:
        raise NotAllowed("the keys of the public keyset are not those that are pinned")
    return keyset


def _digest(text: str) -> bytes:
    try:
        found = bytes.fromhex(text) if len(text) == _DIGEST else b""
    except ValueError:
        found = b""
    if not found:
        raise UsageError(f"--pin takes a SHA-256 of {_DIGEST} hexadecimal digits, not {text!r}")
    return found
