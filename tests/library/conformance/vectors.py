"""Reading vector files, and the account of what was run, what was refused, and what does not apply and why."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cryptography_vectors

from cryptoagility import providers
from cryptoagility.errors import InvalidSignature, MalformedInput
from cryptoagility.providers.registry import PROVIDERS, provider

from ..conftest import Counted

Vector = dict[str, Any]
SHIPPED = Path(cryptography_vectors.__file__).parent / "asymmetric"

EXPANDED = "an expanded private key, which this row does not take"
SEEDED_ENCAPSULATION = "encapsulation with a given seed"
SHORT_CONTEXTS = "a context of 254 or 255 bytes, refused before pqcrypto sees it (its limits())"


@dataclass
class Tally:
    """What became of the vectors of one family with one provider."""

    family: str
    run: int = 0
    left: Counter[str] = field(default_factory=Counter)

    def add(self, why: str) -> None:
        """One more: run if there is no reason why it does not apply."""
        if why:
            self.left[why] += 1
        else:
            self.run += 1

    def say(self, counted: Counted) -> None:
        """Into the summary of the test run. A family of which nothing was run is a fault of the test."""
        assert self.run, f"{self.family}: none was run; {dict(self.left)}"
        reasons = "; ".join(f"{number} x {why}" for why, number in sorted(self.left.items()))
        counted(self.family, self.run, self.run + self.left.total(), reasons)


def taken(attempt: Callable[[], object]) -> bool:
    """Whether the library took it. Only its two errors about input count as a refusal; anything else comes out."""
    try:
        attempt()
    except (MalformedInput, InvalidSignature):
        return False
    return True


def signers(name: str) -> list[str]:
    """Every provider that has this signature scheme."""
    return [one for one in PROVIDERS if (backend := provider(one)) and name in backend.signatures()]


def mechanisms(name: str) -> list[str]:
    """Every provider that has this KEM."""
    return [one for one in PROVIDERS if (backend := provider(one)) and name in backend.kems()]


def component(backend: str, name: str) -> providers.KemScheme:
    """A bare primitive from which providers build: raw X25519, raw ECDH, RSA-OAEP."""
    found = provider(backend)
    assert found is not None
    return providers.KemScheme(name, (found.components()[name],))


def zipped(file: Path) -> list[Vector]:
    """The vectors of a gzipped file of the archive of test data."""
    loaded = json.loads(gzip.decompress(file.read_bytes()))
    tests = loaded["tests"]
    assert isinstance(tests, list)
    return tests


def known(vector: Vector, fields: str) -> None:
    """Fail on a field that is not known here: it could mean that the outcome is another."""
    unknown = set(vector) - set(fields.split())
    assert not unknown, f"unknown fields {sorted(unknown)}"


def bytes_of(vector: Vector, name: str) -> bytes:
    """The bytes of a field in hexadecimal; none if it is not there."""
    found = vector.get(name, "")
    assert isinstance(found, str)
    return bytes.fromhex(found)


def records(file: Path, first: str, *, sticky: Sequence[str] = ()) -> Iterator[dict[str, str]]:
    """The records of a file of ``name = value`` lines; each begins with ``first``.

    A line in brackets is ``section`` for what follows; ``sticky`` fields are of all records until they come again.
    """
    section, kept, record = "", {}, None
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        text = line.strip()
        if not text or text.startswith("#") or text == "!!":  # a mark in SigVer15EMTest.txt
            continue
        if text.startswith("["):
            if record is not None:
                yield record
            section, record = text.strip("[]"), None
            continue
        name, equals, value = (part.strip() for part in text.partition("="))
        assert equals, f"{file.name}:{number}: {text[:40]!r} is no field"
        if name == first:
            if record is not None:
                yield record
            record = {"section": section, **kept, name: value}
        elif name in sticky:
            if record is not None:
                yield record
            record = None
            kept[name] = value
        elif record is not None:
            assert name not in record, f"{file.name}:{number}: {name} comes twice"
            record[name] = value
    if record is not None:
        yield record


def verdict(text: str) -> bool:
    """Whether a `Result` says that the vector is right; fails on a word that is not known."""
    word = text.split(maxsplit=1)[0]
    assert word in {"P", "F"}, f"unknown result {text!r}"
    return word == "P"


# The few steps into DER that certificates and CMS need.


@dataclass(frozen=True)
class Element:
    """One element: its tag, its content, and itself with its head."""

    tag: int
    content: bytes
    whole: bytes

    def __iter__(self) -> Iterator[Element]:
        rest = self.content
        while rest:
            element = read(rest)
            yield element
            rest = rest[len(element.whole) :]

    def parts(self) -> list[Element]:
        """The elements inside it."""
        return list(self)

    def bits(self) -> bytes:
        """The bytes of a BIT STRING of whole bytes."""
        assert self.tag == 3
        assert self.content[0] == 0
        return self.content[1:]

    def oid(self) -> str:
        """The object identifier, dotted."""
        assert self.tag == 6
        arcs, arc = [], 0
        for byte in self.content:
            arc = arc << 7 | byte & 0x7F
            if not byte & 0x80:
                arcs.append(arc)
                arc = 0
        first = min(arcs[0] // 40, 2)
        return ".".join(map(str, (first, arcs[0] - 40 * first, *arcs[1:])))


def read(der: bytes) -> Element:
    """The first element of ``der``."""
    size, start = der[1], 2
    if size & 0x80:
        start = 2 + (size & 0x7F)
        size = int.from_bytes(der[2:start])
    assert len(der) >= start + size
    return Element(der[0], der[start : start + size], der[: start + size])


def written(tag: int, content: bytes) -> bytes:
    """The DER of one element."""
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    octets = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(octets)]) + octets + content


def integer(value: int) -> bytes:
    """The DER of an INTEGER."""
    return written(2, value.to_bytes(value.bit_length() // 8 + 1, signed=True))


def ecdsa_signature(r: int, s: int) -> bytes:
    """Ecdsa-Sig-Value (RFC 3279 section 2.2.3)."""
    return written(0x30, integer(r) + integer(s))


def rsa_public_key(n: int, e: int) -> bytes:
    """RSAPublicKey (RFC 8017 appendix A.1.1)."""
    return written(0x30, integer(n) + integer(e))


@dataclass(frozen=True)
class Certificate:
    """What a certificate says, as far as a signature needs it."""

    signed: bytes
    signature_oid: str
    signature: bytes
    key_oid: str
    key: bytes
    serial: bytes


def certificate(der: bytes) -> Certificate:
    """Read a certificate without any cryptographic library (none knows all these algorithms)."""
    body, algorithm, signature = read(der).parts()
    fields = body.parts()
    assert fields[0].tag == 0xA0  # a version: 3
    spki_algorithm, key = fields[6].parts()
    return Certificate(
        body.whole,
        algorithm.parts()[0].oid(),
        signature.bits(),
        spki_algorithm.parts()[0].oid(),
        key.bits(),
        fields[1].content,
    )


def oid(dotted: str) -> bytes:
    """The DER of an OBJECT IDENTIFIER."""
    first, second, *rest = map(int, dotted.split("."))
    body = b""
    for arc in (40 * first + second, *rest):
        octets = [arc & 0x7F]
        while arc := arc >> 7:
            octets.append(arc & 0x7F | 0x80)
        body += bytes(reversed(octets))
    return written(6, body)


def spki(algorithm: bytes, key: bytes) -> bytes:
    """SubjectPublicKeyInfo; ``algorithm`` is the content of its AlgorithmIdentifier."""
    return written(0x30, written(0x30, algorithm) + written(3, b"\0" + key))
