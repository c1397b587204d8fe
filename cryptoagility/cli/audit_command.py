"""`audit`: verify, show and seal the audit log of a settlement channel."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from ..errors import AgilityError, UsageError
from . import streams
from .files import read_bytes, write_bytes
from .opening import Place, open_live, with_passphrase, with_place
from .table import render
from .words import count, shown

if TYPE_CHECKING:
    from ..settlement.audit import Seal

_MOST_SEAL = 1024 * 1024
_MOST_PUBLIC = 16 * 1024 * 1024


@click.group("audit")
def command() -> None:
    """Verify, show and seal the audit log of a settlement channel."""


@command.command("verify")
@click.argument("log", metavar="LOG")
@click.option("--seal", "seals", multiple=True, metavar="FILE", help="A seal that was kept elsewhere; may be repeated.")
@click.option("--public", metavar="FILE", help="The public keyset that signs checkpoints and seals.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def verify_command(log: str, seals: tuple[str, ...], public: str | None, as_json: bool) -> int:
    """Whether LOG is as it was written: exit code 0, or 5 with the number of the first entry that is not."""
    from ..keysets import read_public
    from ..settlement.audit import verify

    keyset = read_public(read_bytes(public, _MOST_PUBLIC, "public keyset")) if public is not None else None
    given = [_read_seal(file) for file in seals]
    verdict = verify(log, checkpoints=keyset, seals=given)
    if as_json:
        facts = {
            "schema": "cryptoagility/audit-verify/1",
            "right": verdict.right,
            "log": verdict.log,
            "entries": verdict.entries,
            "head": verdict.head,
            "checkpoints": verdict.checkpoints,
            "sealed": verdict.sealed,
            "torn": verdict.torn,
            "wrong": verdict.wrong,
            "reason": verdict.reason,
        }
        streams.data(json.dumps(facts, indent=2) + "\n")
        return 0 if verdict.right else 5
    if not verdict.right:
        streams.out(f"{shown(log)}: entry {verdict.wrong}: {shown(verdict.reason)}\n")
        return 5
    said = [count(verdict.entries, "entry", "entries"), f"{count(verdict.checkpoints, 'checkpoint')} verified"]
    if verdict.sealed is not None:
        said.append(f"a seal vouches for {verdict.sealed:,}")
    if verdict.torn:
        said.append(f"{verdict.torn} bytes of a line that was never finished")
    streams.out(f"{shown(log)}: as it was written: {', '.join(said)}\n")
    if verdict.sealed is None:
        streams.note("note: entries cut off at the end show only against a seal that is kept elsewhere: --seal FILE\n")
    if keyset is None:
        streams.note("note: signatures of checkpoints and seals were not verified: --public FILE\n")
    return 0


@command.command("show")
@click.argument("log", metavar="LOG")
@click.option("--kind", metavar="KIND", help="Only entries of this kind (accepted, refused, alarm, policy …).")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON an entry, as it stands in the log.")
def show_command(log: str, kind: str | None, as_json: bool) -> int:
    """The entries of LOG, the oldest first. They are checked as they are read: exit code 5 at one that is wrong."""
    from ..errors import MalformedInput
    from ..settlement.audit import read_entries

    rows: list[tuple[str, ...]] = []
    wrong = ""
    try:
        for entry in read_entries(log):
            if kind is not None and entry.kind != kind:
                continue
            said = json.dumps(entry.data, sort_keys=True, ensure_ascii=True)
            if as_json:
                facts = {"n": entry.number, "at": entry.at, "kind": entry.kind, "data": dict(entry.data)}
                streams.data(json.dumps(facts, sort_keys=True) + "\n")
            else:
                rows.append((str(entry.number), _moment(entry.at), entry.kind, said))
    except MalformedInput as error:
        wrong = str(error)
    if not as_json:
        streams.out(render(("entry", "at", "kind", "what"), rows))
    if wrong:
        streams.note(f"cryptoagility: {shown(log)}: {shown(wrong)}; what follows is not shown\n")
        return 5
    return 0


@command.command("seal")
@click.argument("log", metavar="LOG")
@click.argument("name", metavar="KEYSET")
@click.option("-o", "--output", metavar="FILE", help="Default: standard output.")
@with_place
@with_passphrase
def seal_command(
    log: str, name: str, output: str | None, store_: str | None, policy_file: str | None, passphrase_file: str | None
) -> int:
    """Sign with KEYSET how far LOG has come, write that into it, and give the seal out: keep it somewhere else."""
    from pathlib import Path

    from ..settlement.audit import AuditLog

    if not Path(log).is_file():
        raise UsageError(f"there is no audit log {log!r}")
    live = open_live(Place(store_, policy_file), name, passphrase_file)
    with AuditLog(log) as opened:
        seal = opened.checkpoint(live)
    write_bytes(output, (seal.text() + "\n").encode())
    return 0


def _read_seal(file: str) -> Seal:
    from ..settlement.audit import Seal

    data = read_bytes(file, _MOST_SEAL, "seal")
    try:
        return Seal.parse(data.decode())
    except (UnicodeDecodeError, AgilityError) as error:
        raise UsageError(f"{file!r} is no seal of an audit log: {error}") from None


def _moment(milliseconds: int) -> str:
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%d %H:%M:%SZ")
    except (OverflowError, ValueError, OSError):
        return f"{milliseconds} ms"
