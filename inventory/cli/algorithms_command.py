"""`algorithms`: what is known of an algorithm, with status, basis and source."""

from __future__ import annotations

import dataclasses
import json

import click

from cryptoagility import algorithms
from cryptoagility.algorithms import Algorithm, Standing
from cryptoagility.cli import streams
from cryptoagility.cli.table import render
from cryptoagility.errors import UnknownAlgorithm


@click.command("algorithms")
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def command(name: str | None, as_json: bool) -> int:
    """List all algorithms, or show one: by NAME, alias, OID, JOSE or SSH name, or code point.

    Code points are written with their registry: tls-group:0x11ec, tls-signature:0x0905, cose:-49, ike:36, openpgp:30.
    A name or code point of several algorithms shows all of them.
    """
    rows = algorithms.table() if name is None else _named(name)
    if as_json:
        listed = [dataclasses.asdict(row) for row in rows]
        streams.data(json.dumps(listed, ensure_ascii=False, indent=2) + "\n")
    elif name is None:
        streams.out(_overview(rows))
    else:
        streams.out("\n".join(_details(row) for row in rows))
    return 0


_REGISTRIES = {
    "tls-group": algorithms.by_tls_group,
    "tls-signature": algorithms.by_tls_signature_scheme,
    "cose": algorithms.by_cose,
    "ike": algorithms.by_ike,
    "openpgp": algorithms.by_openpgp,
}


def _named(name: str) -> tuple[Algorithm, ...]:
    registry, separator, code = name.partition(":")
    if separator and registry in _REGISTRIES:
        try:
            found = _REGISTRIES[registry](int(code, 0))
        except ValueError as error:
            raise UnknownAlgorithm(f"{code!r} is not a number: write for example {registry}:0x11ec") from error
    else:
        found = (
            algorithms.candidates(name)
            or algorithms.by_oid(name)
            or algorithms.by_jose(name)
            or algorithms.by_ssh(name)
        )
    if found:
        return found
    return algorithms.parse(name).rows or _raise(name)


def _raise(name: str) -> tuple[Algorithm, ...]:
    raise UnknownAlgorithm(f"{name!r} is known as a family, but the table has no row for it")


def _overview(rows: tuple[Algorithm, ...]) -> str:
    cells = [
        (
            row.name,
            row.kind,
            _text(row.classical_bits),
            _text(row.nist_category),
            str(row.quantum),
            str(row.classical),
            _standing(row, "nist"),
            row.confidence,
        )
        for row in rows
    ]
    return render(
        ("algorithm", "kind", "classical bits", "NIST category", "quantum", "classical", "NIST status", "confidence"),
        cells,
    )


def _details(row: Algorithm) -> str:
    lines = [
        (row.name, ""),
        ("title", row.title),
        ("id", row.id),
        ("aliases", ", ".join(row.aliases)),
        ("family, kind", f"{row.family}, {row.kind}"),
        ("use", str(row.use)),
        ("classical strength", "not stated" if row.classical_bits is None else f"{row.classical_bits} bits"),
        ("NIST category", _category(row.nist_category)),
        ("quantum computer", str(row.quantum)),
        ("today", str(row.classical)),
        ("components", ", ".join(algorithms.find(part).name for part in row.components)),
        ("sizes in bytes", ", ".join(_size(row, key, value) for key, value in row.sizes)),
        *((f"status: {one.body}", _said(one)) for one in row.standings),
        *((f"protocol: {protocol}", text) for protocol, text in row.protocols),
        ("OID", ", ".join(row.oids)),
        ("JOSE", ", ".join(row.jose)),
        ("COSE", ", ".join(map(str, row.cose))),
        ("TLS groups", ", ".join(f"0x{code:04x}" for code in row.tls_groups)),
        ("TLS signature schemes", ", ".join(f"0x{code:04x}" for code in row.tls_signature_schemes)),
        ("SSH", ", ".join(row.ssh)),
        ("IKEv2 transform", ", ".join(map(str, row.ike))),
        ("OpenPGP", ", ".join(map(str, row.openpgp))),
        ("HPKE KEM", ", ".join(f"0x{code:04x}" for code in row.hpke)),
        ("note", row.note or ""),
        ("sources", "; ".join(f"{key}: {text}" for key, text in row.sources)),
        ("confidence", row.confidence),
    ]
    return (
        "\n".join(f"  {label:24}{text}" if text else label for label, text in lines if text or label == row.name) + "\n"
    )


def _category(category: int | None) -> str:
    if category is None:
        return "not stated"
    return "0 (meets none)" if category == 0 else str(category)


def _size(row: Algorithm, key: str, value: int) -> str:
    return f"{key} {'≤ ' if key in row.maximum_sizes else ''}{value:,}"


def _said(one: Standing) -> str:
    parts = [one.state]
    if one.document:
        parts.append(one.document)
    if one.year:
        parts.append(str(one.year))
    if one.restriction:
        parts.append(f"only: {one.restriction}")
    if one.note:
        parts.append(one.note)
    if one.end:
        parts.append(f"until {one.end}")
    if one.deprecated_after:
        parts.append(f"deprecated after {one.deprecated_after}")
    if one.disallowed_after:
        parts.append(f"disallowed after {one.disallowed_after}")
    if one.basis:
        parts.append(f"basis: {one.basis}")
    elif one.deprecated_after or one.disallowed_after:
        parts.append("basis: not stated")
    return ", ".join(parts)


def _standing(row: Algorithm, body: str) -> str:
    for one in row.standings:
        if one.body == body:
            until = f", disallowed after {one.disallowed_after}" if one.disallowed_after else ""
            return f"{one.state}{until}{' (draft)' if one.draft else ''}"
    return "not stated"


def _text(value: object) -> str:
    return "?" if value is None else str(value)
