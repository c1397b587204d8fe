"""Keys, certificates and signatures of SSH: OpenSSH, RFC 4716 and PuTTY, and lines of keys in any text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from ..errors import Unreadable
from ..formats import pem, promises, putty, ssh, ssh_lines
from ..formats.key_findings import (
    Extra,
    Place,
    algorithm,
    named_id,
    part_of,
    private_key,
    public_id,
    public_key,
    public_part,
)
from ..formats.objects import may_hold
from ..formats.private_keys import PrivateKey
from ..formats.spki import PublicKey
from ..model import AssetId, CertificateFacts, Finding, KeyFacts, Kind, Link, Parameter, Problem, State
from .detector import File, Stub

_Found = Iterator[Finding | Problem]

_NEVER = (1 << 64) - 1
_LATEST = 253402300799  # the last second of the year 9999


class OpenSsh:
    """Finds what SSH keeps in files. It reads the public part of private keys, which no passphrase hides."""

    name = "openssh"

    def wants(self, stub: Stub) -> bool:
        """Any file that is not compressed: keys are pasted into everything."""
        return may_hold(stub.head)

    def detect(self, file: File) -> _Found:
        """Each key, certificate and signature."""
        data = file.data
        for block in pem.blocks(data):
            place = Place(self.name, file.path, block.line, block.offset, block.index)
            if block.label == "OPENSSH PRIVATE KEY":
                yield from _guarded(place, block.label, _private(place, block))
            elif block.label == "SSH SIGNATURE":
                yield from _guarded(place, block.label, _signature(place, block))
        if data.startswith(putty.PPK):
            place = Place(self.name, file.path, 1, 0, 0)
            yield from _guarded(place, "PuTTY private key", _putty(place, data))
        for one in putty.public_keys(data):
            place = Place(self.name, file.path, one.line, one.offset, one.offset)
            yield from _guarded(place, "SSH2 PUBLIC KEY", _ssh2(place, one))
        known: set[int] = set()
        for count, line in enumerate(ssh_lines.lines(data)):
            known.add(line.line)
            place = Place(self.name, file.path, line.line, line.offset, line.offset)
            if count == ssh_lines.MOST:
                yield place.problem(f"more than {ssh_lines.MOST} keys; the rest was not read")
                return
            yield from _guarded(place, line.type, _line(place, line))
        if promises.lists_keys(file.name):
            yield from _without_key(self.name, file, known)


def _guarded(place: Place, what: str, found: _Found) -> _Found:
    """What is found, or the one problem in its place."""
    try:
        items = list(found)
    except Unreadable as error:
        items = [place.problem(f"{what}: {error}")]
    yield from items


def _without_key(detector: str, file: File, known: set[int]) -> Iterator[Problem]:
    """One problem for the lines of a list of keys in which there is none."""
    rows = enumerate((row.strip() for row in file.data.split(b"\n")), 1)
    lost = [number for number, row in rows if row and not row.startswith(b"#") and number not in known]
    if lost:
        reason = f"{len(lost)} lines hold no key that can be read, the first is line {lost[0]}"
        yield Problem(
            file.path, detector, reason if len(lost) > 1 else "this line holds no key that can be read", lost[0]
        )


def _private(place: Place, block: pem.Block) -> _Found:
    if block.trouble is not None:
        raise Unreadable(block.trouble)
    file = ssh.private_file(block.data)
    for index, key in enumerate(file.keys):
        at = Place(
            place.detector, place.path, place.line, place.offset, f"{place.index}.{index}" if index else place.index
        )
        yield from private_key(at, _of(key, "OpenSSH"), Extra(), file.protection)


def _of(key: PublicKey, format: str) -> PrivateKey:
    return PrivateKey(format, key, None if key.defect is not None else key, notes=key.notes)


def _signature(place: Place, block: pem.Block) -> _Found:
    """SSHSIG: version, public key, namespace, reserved, hash, signature (OpenSSH's PROTOCOL.sshsig)."""
    if block.trouble is not None or not block.data.startswith(ssh.SIGNATURE_MAGIC):
        raise Unreadable(block.trouble or "it does not begin as a signature does")
    wire = ssh.Wire(block.data[len(ssh.SIGNATURE_MAGIC) :])
    wire.number()
    key = ssh.public_key(wire.string())
    namespace = wire.string().decode("ascii", "replace")
    wire.string()
    hash = wire.name()
    signed = ssh.signature(ssh.Wire(wire.string()).name())
    digest = ssh.digest(hash)
    identity = AssetId(Kind.MESSAGE, f"sha256:{ssh.fingerprint(block.data)}")
    yield Finding(
        detector=place.detector,
        asset=identity,
        location=place.location,
        algorithm=signed.name,
        parameters=(Parameter("namespace", namespace[:100] if namespace.isprintable() else "", "file"),),
        facts=KeyFacts(format="SSH signature"),
        links=(
            Link("signature-algorithm", named_id(signed, "signature"), State.CONFIGURED),
            Link("algorithm", named_id(digest, "hash"), State.CONFIGURED),
            Link("public-key", public_id(key), State.CONFIGURED),
        ),
        reason=signed.reason,
        state=State.CONFIGURED,
    )
    yield from public_part(place, key, Extra("SSH", parameters=(part_of("signature"),)))
    yield algorithm(place, signed, "verify", "signature")
    yield algorithm(place, digest, "digest", "hash")


def _putty(place: Place, data: bytes) -> _Found:
    file = putty.private_key(data)
    key = _of(ssh.public_key(file.blob), f"PuTTY {file.version}")
    yield from private_key(place, key, Extra(comment=file.comment), file.protection)


def _ssh2(place: Place, one: putty.Ssh2Key) -> _Found:
    if one.trouble is not None:
        raise Unreadable(one.trouble)
    yield from _public(place, ssh.public_key(one.blob), Extra("RFC 4716", one.comment))


def _public(place: Place, key: PublicKey, extra: Extra) -> _Found:
    if key.defect is not None:
        raise Unreadable(key.defect)
    yield from public_key(place, key, extra)


def _line(place: Place, line: ssh_lines.Line) -> _Found:
    if line.trouble is not None:
        raise Unreadable(line.trouble)
    given = tuple(
        Parameter(name, value, "file")
        for name, value in (("marker", line.marker), ("hosts", line.hosts), ("options", ",".join(line.options)))
        if value
    )
    if line.type.endswith(ssh.CERTIFICATE_SUFFIX):
        yield from _certificate(place, ssh.certificate(line.blob), given)
        return
    kind = ssh.Wire(line.blob).name()
    if kind != line.type:
        raise Unreadable(f"the key inside is of type {kind}")
    yield from _public(place, ssh.public_key(line.blob), Extra("OpenSSH", line.comment, given))


def _certificate(place: Place, one: ssh.Certificate, given: tuple[Parameter, ...]) -> _Found:
    identity = AssetId(Kind.CERTIFICATE, f"sha256:{one.sha256}")
    facts = CertificateFacts(
        subject=one.key_id or None,
        issuer=f"SSH key {one.authority.identity}",
        serial=f"{one.serial:x}",
        not_before=_time(one.after),
        not_after=_time(one.before),
        sha256=one.sha256,
        signature_algorithm=one.signature.name,
        extensions=(
            ("format", f"OpenSSH {one.kind} certificate"),
            *((("principals", ", ".join(one.principals)),) if one.principals else ()),
            *((("options", ", ".join(one.options)),) if one.options else ()),
        ),
        is_ca=False,
        self_signed=one.authority.identity == one.key.identity,
    )
    yield Finding(
        detector=place.detector,
        asset=identity,
        location=place.location,
        algorithm=one.key.algorithm,
        parameters=given,
        facts=facts,
        links=(
            Link("signature-algorithm", named_id(one.signature, "signature"), State.CONFIGURED),
            Link("subject-key", public_id(one.key), State.CONFIGURED),
            Link("issuer", public_id(one.authority), State.CONFIGURED),
        ),
        reason=one.key.defect or one.key.reason,
        state=State.CONFIGURED,
    )
    yield from public_part(place, one.key, Extra("OpenSSH", parameters=(part_of("certificate"),)))
    yield from public_part(place, one.authority, Extra("OpenSSH", parameters=(part_of("certificate"),)))
    yield algorithm(place, one.signature, "verify", "signature")


def _time(seconds: int) -> str | None:
    """RFC 3339; None for always, forever, and what no calendar has."""
    if seconds in (0, _NEVER) or seconds > _LATEST:
        return None
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
