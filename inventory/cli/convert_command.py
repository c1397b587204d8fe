"""`convert`: a CBOM in another version of CycloneDX."""

from __future__ import annotations

import click

from cryptoagility.cli.streams import note
from cryptoagility.cli.words import count, shown

from ..cbom.convert import TARGETS, convert
from ..cbom.validate import validate
from ..errors import Unreadable, UsageError
from .files import read_text, write_data


@click.command("convert")
@click.argument("file", metavar="FILE")
@click.option("--to", "target", type=click.Choice(TARGETS), required=True, help="The version of CycloneDX to write.")
@click.option("-o", "--output", metavar="FILE", help="Where to write; standard output if not given.")
@click.option("--quiet", is_flag=True, help="Do not say what went into properties.")
def command(file: str, target: str, output: str | None, quiet: bool) -> int:
    """Write the CBOM FILE (CycloneDX 1.4 to 1.7, ours or anyone's; - for standard input) as version 1.6 or 1.7.

    What 1.6 has no field for is kept in properties, from which `convert --to 1.7` and every command of this tool take
    it back. It is counted on standard error, because other tools do not read it there. A file that is not valid is
    refused.
    """
    text = read_text(file)
    _refuse(file, "", text)
    try:
        made = convert(text, target)
    except Unreadable as error:
        raise UsageError(f"cannot use {file!r}: {error}") from error
    _refuse(file, f" as {target}", made.text)
    write_data(output, made.text)
    if made.kept and not quiet:
        fields = ", ".join(f"{number:,} × {shown(name)}" for name, number in made.kept.items())
        values = count(sum(made.kept.values()), "value")
        note(f"CycloneDX {target} has no field for {values}, kept in properties: {fields}\n")
    return 0


def _refuse(file: str, where: str, text: str) -> None:
    faults = validate(text)
    if faults:
        more = f" ({len(faults)} faults; `cryptoagility validate` lists them)" if len(faults) > 1 else ""
        raise UsageError(f"cannot convert {file!r}: not valid{where}: {faults[0]}{more}")
