"""Make the tables of cipher suites: inventory/formats/tls_suites.tsv and openssl_ciphers.tsv.

    python tools/make_tls_suites.py CIPHER-SUITE.json

What OpenSSL has is asked of the ``openssl`` program on the path; its version stands in the head of the tables. Names,
code points and parts of the suites that it does not have come from ``cryptodatahub/tls/cipher-suite.json`` of the
package cryptodatahub (PyPI; facts of the IANA registry). The order in which OpenSSL prefers suites is worked out as
ssl_create_cipher_list does, with the rules of the module that reads cipher strings, and compared with the program.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

FORMATS = Path(__file__).resolve().parent.parent / "inventory" / "formats"
EVERYTHING = "ALL:COMPLEMENTOFALL:eNULL"
NEW = ":".join(f"TLS_{name}" for name in ("AES_256_GCM_SHA384", "CHACHA20_POLY1305_SHA256", "AES_128_GCM_SHA256",
                                                "AES_128_CCM_SHA256", "AES_128_CCM_8_SHA256"))  # fmt: skip
LINE = re.compile(r"(0x..),(0x..) - (\S+) +- (\S+) +(\S+) +Kx=(\S+) +Au=(\S+) +Enc=(\S+) +Mac=(\S+)")
ENC = {
    "AES": "AES-{}-CBC", "AESGCM": "AES-{}-GCM", "AESCCM": "AES-{}-CCM", "AESCCM8": "AES-{}-CCM",
    "Camellia": "Camellia-{}-CBC",
    "ARIAGCM": "ARIA-{}-GCM", "CHACHA20/POLY1305": "ChaCha20-Poly1305", "3DES": "3DES-CBC", "SEED": "SEED-CBC",
    "IDEA": "IDEA-CBC", "RC4": "RC4", "None": "NULL",
}  # fmt: skip
BULK = {
    "AES_128": "AES-128", "AES_256": "AES-256", "CAMELLIA_128": "Camellia-128", "CAMELLIA_256": "Camellia-256",
    "ARIA_128": "ARIA-128", "ARIA_256": "ARIA-256", "TRIPLE_DES_EDE": "3DES", "DES": "DES", "DES40": "DES40",
    "SEED": "SEED",
    "IDEA": "IDEA", "RC2": "RC2", "RC2_40": "RC2-40", "RC2_56": "RC2-56", "RC4_128": "RC4", "RC4_40": "RC4-40",
    "RC4_56": "RC4-56", "SM4": "SM4", "GOST2814789": "GOST-28147-89",
}  # fmt: skip
MAC = {"SHA1": "HMAC-SHA1", "MD5": "HMAC-MD5", "SHA256": "HMAC-SHA256", "SHA384": "HMAC-SHA384",
       "SHA2_256": "HMAC-SHA256",
       "SHA2_384": "HMAC-SHA384"}  # fmt: skip
HASH = {"SHA256": "SHA-256", "SHA384": "SHA-384", "SM3": "SM3"}


def openssl(*words: str) -> str:
    """What the program prints."""
    return subprocess.run(["openssl", *words], check=True, capture_output=True, text=True).stdout


def selected(string: str) -> list[str]:
    """The suites below TLS 1.3 that a string selects; none if it is refused."""
    done = subprocess.run(["openssl", "ciphers", "-ciphersuites", "", string], capture_output=True, text=True)
    return done.stdout.strip().split(":") if done.returncode == 0 and done.stdout.strip() else []


def strengths(rows: list[dict[str, Any]]) -> None:
    """Bits of security as OpenSSL sees them: three keys of DES count less than their bits."""
    for row in rows:
        bits = int(re.search(r"\((\d+)\)", row["enc"]).group(1)) if "(" in row["enc"] else 0
        row["strength"] = 112 if row["enc"].startswith("3DES") else bits


def asked() -> list[dict[str, Any]]:
    """Everything that the program tells of its suites."""
    rows = []
    for line in openssl("ciphers", "-V", "-stdname", "-ciphersuites", NEW, EVERYTHING).splitlines():
        found = LINE.search(line)
        if found is None:
            raise SystemExit(f"not understood: {line}")
        high, low, standard, name, version, kx, au, enc, mac = found.groups()
        code = int(high, 16) << 8 | int(low, 16)
        rows.append(
            {
                "code": code,
                "standard": standard,
                "name": name,
                "version": version,
                "kx": kx,
                "au": au,
                "enc": enc,
                "mac": mac,
            }
        )
    grades = {grade: set(selected(grade)) for grade in ("LOW", "MEDIUM", "HIGH", "FIPS")}
    off = set(selected("COMPLEMENTOFDEFAULT"))
    strengths(rows)
    for row in rows:
        row["grade"] = next((grade for grade in ("LOW", "MEDIUM", "HIGH") if row["name"] in grades[grade]), "-")
        row["fips"], row["default"] = row["name"] in grades["FIPS"], row["name"] not in off
    return rows


def preferred(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The order before any string is applied (ssl_create_cipher_list, OpenSSL 3.0)."""
    from inventory.formats import openssl_ciphers as language

    by_name = {row["name"]: row for row in rows}
    made = [
        language.Cipher(row["name"], row["code"], row["version"], row["kx"], row["au"], row["enc"], row["strength"],
                        row["mac"], row["grade"], row["fips"], row["default"])
        for row in sorted(rows, key=lambda row: -row["code"])
    ]  # fmt: skip
    state = language._State(made)
    steps: list[tuple[str, language.Match]] = [
        ("", lambda one: one.kx == "ECDH" and one.au == "ECDSA"),
        ("", lambda one: one.kx == "ECDH"),
        ("-", lambda one: one.kx == "ECDH"),
        ("", lambda one: one.enc.startswith("AESGCM")),
        ("", lambda one: one.enc.startswith("CHACHA20")),
        ("", lambda one: one.enc.startswith(("AES(", "AESCCM"))),
        ("", lambda _: True),
        ("+", lambda one: one.mac == "MD5"),
        ("+", lambda one: one.au == "None"),
        ("+", lambda one: one.kx == "RSA"),
        ("+", lambda one: one.kx == "PSK"),
        ("+", lambda one: one.enc.startswith("RC4")),
    ]
    for rule, match in steps:
        language._apply(state, rule, match)
    language._by_strength(state)
    for match in (
        lambda one: one.version == "TLSv1.2",
        lambda one: one.mac == "AEAD",
        lambda one: one.kx in ("DH", "ECDH"),
        lambda one: one.kx in ("DH", "ECDH") and one.mac == "AEAD",
    ):
        language._apply(state, "^", match)
    language._apply(state, "-", lambda _: True)
    return [by_name[one.name] for one in state.order]


def suites(rows: list[dict[str, Any]], others: dict[str, Any]) -> Iterable[tuple[str, ...]]:
    """The rows of tls_suites.tsv."""
    known: dict[int, tuple[str, ...]] = {}
    for row in others.values():
        if row["iana_name"] and row["code"] <= 0xFFFF and row["initial_version"] not in ("SSL2", "TLS1_3_DRAFT_15"):
            known[row["code"]] = foreign(row)
    for row in rows:
        exchange = {
            "DH": "DHE",
            "ECDH": "ECDHE",
            "DHEPSK": "DHE",
            "ECDHEPSK": "ECDHE",
            "RSAPSK": "RSA",
            "any": "-",
        }.get(row["kx"], row["kx"])
        authentication = {"None": "anon", "any": "-"}.get(row["au"], row["au"])
        authentication = "PSK" if row["kx"].endswith("PSK") else authentication
        cipher = ENC[row["enc"].split("(")[0]].format((re.findall(r"\d+(?=\)$)", row["enc"]) or [""])[0])
        known[row["code"]] = (
            f"0x{row['code']:04X}", row["standard"], row["name"], row["version"], exchange, authentication, cipher,
            MAC.get(row["mac"], "-"), hashed(row["standard"], row["mac"] == "AEAD"),
        )  # fmt: skip
    return (known[code] for code in sorted(known))


def hashed(name: str, aead: bool) -> str:
    """The hash that a suite names for its key derivation; below TLS 1.2 and with a MAC of its own it is the MAC's."""
    last = name.rsplit("_", 1)[-1]
    return HASH.get(last, "SHA-256") if aead else "-"


def foreign(row: dict[str, Any]) -> tuple[str, ...]:
    """A suite that OpenSSL does not have."""
    name = row["iana_name"]
    exchange = {"ADH": "DHE", "AECDH": "ECDHE", "None": "-"}.get(str(row["key_exchange"]), str(row["key_exchange"]))
    authentication = {"anonymous": "anon", "None": "-"}.get(str(row["authentication"]), str(row["authentication"]))
    mode = (row["block_cipher_mode"] or "").replace("CCM_8", "CCM")
    bulk = row["bulk_cipher"]
    cipher = "NULL" if bulk is None else BULK.get(bulk, bulk.replace("_", "-"))
    cipher = (
        "ChaCha20-Poly1305"
        if "CHACHA20_POLY1305" in name
        else "-".join(part for part in (cipher, mode) if part and not cipher.startswith("RC4")) or cipher
    )
    version = {"SSL3": "SSLv3", "TLS1": "TLSv1", "TLS1_2": "TLSv1.2", "TLS1_3": "TLSv1.3"}[row["initial_version"]]
    aead = bool(row["authenticated_encryption"]) or mode in ("GCM", "CCM")
    return (
        f"0x{row['code']:04X}", name, row["openssl_name"] or "-", version, exchange, authentication, cipher,
        "-" if aead else MAC.get(str(row["mac"]), "-"), hashed(name, aead),
    )  # fmt: skip


def main() -> int:
    """Write both tables; refuse if the order that was worked out is not the program's."""
    given = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    given.add_argument("others", type=Path)
    version = openssl("version").split(" (")[0].strip()
    rows = asked()
    others = json.loads(given.parse_args().others.read_text("utf-8"))
    made = f"made by tools/make_tls_suites.py from {version}"
    names = "code name openssl version exchange authentication cipher mac hash".replace(" ", "\t")
    head = f"# {names}; {made} and cryptodatahub\n"
    lines = ("\t".join(row) for row in suites(rows, others))
    (FORMATS / "tls_suites.tsv").write_text(head + "\n".join(lines) + "\n", "utf-8")
    older = [row for row in rows if row["version"] != "TLSv1.3"]
    ordered = preferred(older)
    plain = [row["name"] for row in ordered if row["enc"] != "None"]
    if plain != selected("ALL"):
        print("the order is not that of the program", file=sys.stderr)
        return 1
    columns = ("name", "code", "version", "kx", "au", "enc", "strength", "mac", "grade", "fips", "default")
    head = "# " + "\t".join(columns) + f"; in order of preference; {made}\n"
    told = ("\t".join(_cell(row[name], name) for name in columns) for row in ordered)
    (FORMATS / "openssl_ciphers.tsv").write_text(head + "\n".join(told) + "\n", "utf-8")
    return 0


def _cell(value: object, name: str) -> str:
    if name == "code":
        return f"0x{value:04X}"
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


if __name__ == "__main__":
    raise SystemExit(main())
