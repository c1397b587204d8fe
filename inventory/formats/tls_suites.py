"""The cipher suites of TLS by name and code point, and the algorithms that each is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

_TLS13 = "TLSv1.3"
# Exchange -> (key exchange, what each is). "-": the suite does not say (TLS 1.3), or nobody is authenticated.
_EXCHANGE: Mapping[str, str] = MappingProxyType(
    {"RSA": "RSAES-PKCS1", "ECDHE": "ECDH", "ECDH": "ECDH", "DHE": "DH", "DH": "DH"}
)
_AUTHENTICATION: Mapping[str, str] = MappingProxyType({"RSA": "RSA-PKCS1", "ECDSA": "ECDSA", "DSS": "DSA"})


@dataclass(frozen=True, slots=True)
class Suite:
    """A suite: the registry's name and code, OpenSSL's name, the first version that has it, its parts.

    ``exchange`` and ``authentication`` are words of the registry (``ECDHE``, ``RSA``, ``PSK``, ``anon``, ``-`` for
    TLS 1.3); ``cipher``, ``mac`` and ``hash`` are canonical names, or the registry's where the table has none.
    """

    code: int
    name: str
    openssl: str | None
    version: str
    exchange: str
    authentication: str
    cipher: str
    mac: str | None
    hash: str | None

    @property
    def identifiers(self) -> tuple[str, str]:
        """The two octets of the code point, as CycloneDX has them."""
        return f"0x{self.code >> 8:02X}", f"0x{self.code & 0xFF:02X}"

    @property
    def ephemeral(self) -> bool:
        """Whether groups decide the key exchange."""
        return self.exchange.endswith("DHE") or self.version == _TLS13

    @property
    def key_exchange(self) -> str | None:
        """The family of the key exchange; None if the suite does not say, or it is none of public keys."""
        return _EXCHANGE.get(self.exchange)

    @property
    def signature(self) -> str | None:
        """How the server proves its key; None if the suite does not say, or nothing is signed (RSA key transport)."""
        return _AUTHENTICATION.get(self.authentication) if self.exchange.endswith("DHE") else None

    @property
    def algorithms(self) -> tuple[str, ...]:
        """Everything in it, by name: key exchange, signature, cipher, MAC, hash."""
        parts = (self.key_exchange, self.signature, self.cipher, self.mac, self.hash)
        return tuple(part for part in parts if part is not None)


def find(name: str) -> Suite | None:
    """The suite of this name: the registry's, Java's older one (SSL_…) or OpenSSL's. Case does not matter."""
    return _by_name().get(name.strip().upper())


def by_code(code: int) -> Suite | None:
    """The suite of this code point."""
    return _by_code().get(code)


@cache
def suites() -> tuple[Suite, ...]:
    """Every suite, by code point."""
    text = resources.files(__package__).joinpath("tls_suites.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return tuple(_suite(*row) for row in rows)


def _suite(code: str, name: str, openssl: str, version: str, *parts: str) -> Suite:
    exchange, authentication, cipher, mac, hash = parts
    return Suite(
        int(code, 16), name, _or_none(openssl), version, exchange, authentication, cipher, _or_none(mac), _or_none(hash)
    )


def _or_none(text: str) -> str | None:
    return None if text == "-" else text


@cache
def _by_code() -> Mapping[int, Suite]:
    return MappingProxyType({one.code: one for one in suites()})


@cache
def _by_name() -> Mapping[str, Suite]:
    found: dict[str, Suite] = {}
    for one in suites():
        found[one.name.upper()] = one
    for one in suites():
        if one.openssl is not None:
            found.setdefault(one.openssl.upper(), one)
        found.setdefault(one.name.upper().replace("TLS_", "SSL_", 1), one)
    return MappingProxyType(found)
