"""`validate`: is this file a valid CBOM?"""

from __future__ import annotations

import click

from cryptoagility.cli import streams
from cryptoagility.cli.words import shown

from ..cbom.validate import validate
from .files import read_text


@click.command("validate")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
def command(files: tuple[str, ...]) -> int:
    """Check each CBOM FILE against the official schema of its version, and its references.

    Exit code 0 if every file is valid, 2 if not.
    """
    wrong = 0
    for file in files:
        faults = validate(read_text(file))
        for fault in faults:
            streams.out(f"{shown(file)}: {shown(fault)}\n")
        if faults:
            wrong += 1
        else:
            streams.out(f"{shown(file)}: valid\n")
    return 2 if wrong else 0
