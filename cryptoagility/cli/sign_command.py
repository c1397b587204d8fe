"""`sign`: a detached signature of a file by a keyset."""

from __future__ import annotations

import click

from ..errors import UsageError
from . import streams
from .files import read_bytes, same_file, write_bytes
from .opening import Place, open_live, with_passphrase, with_place

ARMOR = "CRYPTOAGILITY SIGNATURE"
MOST_MESSAGE = 256 * 1024 * 1024


@click.command("sign")
@click.argument("name")
@click.argument("file", metavar="[FILE]", default="-")
@click.option("-o", "--output", metavar="SIG", help="Default: standard output.")
@click.option("--armor", is_flag=True, help="As text, for mail and terminals.")
@with_place
@with_passphrase
def command(
    name: str,
    file: str,
    output: str | None,
    armor: bool,
    store_: str | None,
    policy_file: str | None,
    passphrase_file: str | None,
) -> int:
    """Sign a FILE (or standard input) with the primary key of keyset NAME; the signature is detached."""
    if not armor and output in (None, "-") and streams.is_terminal():
        raise UsageError("a signature is binary: use -o FILE or --armor")
    if output is not None and file != "-" and same_file(file, output):
        raise UsageError(f"-o {output!r} is the message itself: it would be replaced by its signature")
    live = open_live(Place(store_, policy_file), name, passphrase_file)
    message = read_bytes(file, MOST_MESSAGE, "message for one signature: sign a list of hashes")
    wire = live.sign(message)
    if armor:
        from ..encoding import encode_pem

        wire = encode_pem(ARMOR, wire).encode()
    write_bytes(output, wire)
    return 0
