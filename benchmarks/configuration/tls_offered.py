"""What a TLS server accepts, asked with OpenSSL's client: versions, suites, groups, the size of Diffie-Hellman."""

from __future__ import annotations

import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

VERSIONS = {"TLSv1.0": "-tls1", "TLSv1.1": "-tls1_1", "TLSv1.2": "-tls1_2", "TLSv1.3": "-tls1_3"}
NEW = (
    "TLS_AES_256_GCM_SHA384",
    "TLS_CHACHA20_POLY1305_SHA256",
    "TLS_AES_128_GCM_SHA256",
    "TLS_AES_128_CCM_SHA256",
    "TLS_AES_128_CCM_8_SHA256",
)
_CURVES = "X25519 X448 P-192 P-224 P-256 P-384 P-521 secp160k1 secp160r1 secp160r2 secp192k1 secp224k1 secp256k1 "
_BINARY = "163k1 163r1 163r2 193r1 193r2 233k1 233r1 239k1 283k1 283r1 409k1 409r1 571k1 571r1"
GROUPS = (
    *_CURVES.split(),
    *(f"brainpoolP{bits}r1" for bits in (256, 384, 512)),
    *(f"sect{curve}" for curve in _BINARY.split()),
    *(f"ffdhe{bits}" for bits in (2048, 3072, 4096, 6144, 8192)),
)
_REGISTERED = {"P-192": "secp192r1", "P-224": "secp224r1", "P-256": "secp256r1", "P-384": "secp384r1"} | {
    "P-521": "secp521r1",
    "X25519": "x25519",
    "X448": "x448",
}


@dataclass(frozen=True, slots=True)
class Offered:
    """What was accepted; suites in OpenSSL's spelling, groups in that of the registry."""

    suites: dict[str, tuple[str, ...]]
    groups: frozenset[str]
    dh: int | None

    @property
    def versions(self) -> tuple[str, ...]:
        return tuple(name for name, suites in self.suites.items() if suites)

    @property
    def every(self) -> frozenset[str]:
        return frozenset(one for suites in self.suites.values() for one in suites)


def offered(port: int, *options: str) -> Offered:
    """Everything that the server on this port accepts. ``options``: more of s_client (-starttls postgres)."""
    with ThreadPoolExecutor(4) as pool:
        suites = dict(zip(VERSIONS, pool.map(lambda name: _suites(port, name, options), VERSIONS), strict=True))
        tries = [
            (name, [VERSIONS[version], *(asked if version != "TLSv1.3" else _new(NEW))])
            for version, asked in (
                *(("TLSv1.2", ["-cipher", f"ECDHE+{key}:@SECLEVEL=0"]) for key in ("aRSA", "aECDSA")),
                ("TLSv1.3", []),
            )
            if suites[version]
            for name in GROUPS
        ]
        accepted = pool.map(lambda one: _shake(port, *one[1], "-groups", one[0], *options), tries)
        groups = frozenset(_REGISTERED.get(name, name) for (name, _), hit in zip(tries, accepted, strict=True) if hit)
    finite = _shake(port, "-tls1_2", "-cipher", "DHE:@SECLEVEL=0", *options) if suites["TLSv1.2"] else None
    size = re.search(r"DH, (\d+) bits", finite[1]) if finite else None
    return Offered(suites, groups, int(size[1]) if size else None)


def known() -> frozenset[str]:
    """Every suite that this client can ask for."""
    return frozenset({*NEW, *(one for name in VERSIONS if name != "TLSv1.3" for one in _listed(name))})


def _suites(port: int, version: str, options: tuple[str, ...]) -> tuple[str, ...]:
    """The suites that are accepted: each time without those that the server has already chosen."""
    new = version == "TLSv1.3"
    left, found = list(NEW) if new else _listed(version), []
    while left:
        asked = _new(left) if new else ["-cipher", ":".join(left) + ":@SECLEVEL=0"]
        chosen = _shake(port, VERSIONS[version], *asked, *options)
        if chosen is None or chosen[0] not in left:
            break
        found.append(chosen[0])
        left.remove(chosen[0])
    return tuple(found)


def _new(suites: tuple[str, ...] | list[str]) -> list[str]:
    return ["-ciphersuites", ":".join(suites)]


def _listed(version: str) -> list[str]:
    call = ["openssl", "ciphers", "-s", VERSIONS[version], "ALL:COMPLEMENTOFALL:@SECLEVEL=0"]
    done = subprocess.run(call, capture_output=True, text=True, check=True)
    return [one for one in done.stdout.strip().split(":") if one and one not in NEW]


def _shake(port: int, *options: str) -> tuple[str, str] | None:
    """The suite and the key of a handshake, or None if there is none."""
    call = ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", *options]
    done = subprocess.run(call, input=b"", capture_output=True, timeout=30, check=False)
    said = done.stdout.decode("utf-8", "replace")
    found = re.search(r"New, \S+, Cipher is (\S+)", said)
    if found is None or found[1] == "(NONE)":
        return None
    key = re.search(r"Server Temp Key: (.*)", said)
    return found[1], key[1] if key else ""
