"""The language of cipher strings, compared with the program that it is the language of."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.formats import openssl_ciphers
from inventory.formats.openssl_ciphers import ALIASES, ciphers, select
from tests.conftest import need

SERIES = "OpenSSL 3.0."  # what the table was made from; another series has other suites and other grades

STRINGS = """
DEFAULT
ALL
ALL:COMPLEMENTOFALL
ALL:eNULL
COMPLEMENTOFALL
COMPLEMENTOFDEFAULT
HIGH
HIGH:!aNULL:!MD5
HIGH:MEDIUM:+3DES:!aNULL
HIGH:!aNULL:!kRSA:!PSK:!SRP:!DSS:@STRENGTH
ALL:@STRENGTH
ALL:+HIGH
ALL:+SHA1:@STRENGTH
MEDIUM
LOW
FIPS
FIPS:!aNULL
kECDHE
kEECDH+aRSA
ECDHE+AESGCM
ECDHE+AESGCM:DHE+AESGCM:!aNULL
ECDHE+AES:RSA+AES:!SHA1
EECDH+AESGCM:EDH+AESGCM:AES256+EECDH:AES256+EDH
DHE:!DSS
kDHE
DH
EDH
ADH
AECDH
aNULL
eNULL
NULL
RSA
kRSA
aRSA
aRSA:!kRSA
aECDSA
ECDSA+SHA
aDSS
PSK
kPSK
kRSAPSK
kECDHEPSK:-AES
kDHEPSK
aPSK
SRP
aSRP
kSRP
AES128
AES256
AES
AESGCM
AESCCM
AESCCM8
CAMELLIA
CAMELLIA128:CAMELLIA256
CHACHA20
ARIA
ARIA128
ARIAGCM
SEED
CBC
3DES
RC4
IDEA
SHA1
SHA256
SHA384
SSLv3
TLSv1
TLSv1.0
TLSv1.2
TLSv1.2+SHA256
MD5
SUITEB128
SUITEB128ONLY
SUITEB128C2
SUITEB192
SUITEB128:ALL
DEFAULT:!SHA1
DEFAULT:-AES:AES128
DEFAULT@SECLEVEL=2
DEFAULT:@SECLEVEL=0
HIGH:DEFAULT
ALL:!ALL:HIGH
ALL:-ALL:HIGH:!AES
HIGH:-AES256:+AES128:AES256
HIGH:!RSA+AES
AES256-SHA
AES256-SHA:AES128-SHA
ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES128-GCM-SHA256:!ECDHE-RSA-AES128-GCM-SHA256
TLS_RSA_WITH_AES_128_CBC_SHA
TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384:AES128-SHA
TLS_AES_256_GCM_SHA384
HIGH, !aNULL ;!MD5
HIGH::::!aNULL:
AES+RSA+SHA256
AES+CAMELLIA
aRSA+aECDSA:AES128-SHA
NOSUCHCIPHER
NOSUCHCIPHER:AES128-SHA
AES128-SHA:NOSUCH+AES
AES128-SHA+NOSUCH
high
!
-
+
@
@STRENGTH
AES128-SHA:@
AES128-SHA:@NOSUCH
AES128-SHA:@SECLEVEL=9
AES128-SHA:@SECLEVEL=22
AES128-SHA:@SECLEVEL=3
AES128-SHA:!!AES
AES128-SHA:/AES256-SHA
AES128-SHA:AES256-SHA\\
"AES128-SHA"
HIGH:!aNULL'
ALL:!aNULL:!eNULL:!EXPORT:!LOW:!SSLv2
AES128-SHA\tAES256-SHA
AES+:AES128-SHA
+AES:AES128-SHA
AES128-SHA:AES128-SHA:AES256-SHA:AES128-SHA
ALL:!AES128-SHA:AES128-SHA
ALL:-AES128-SHA:AES128-SHA
DEFAULTS
DEFAULT:DEFAULT
ALL:+RSA+AES:+DHE
kRSA+CBC+SHA1
ECDHE-ECDSA-AES128-GCM-SHA256+AES
AES+ECDHE-ECDSA-AES128-GCM-SHA256
FIPS@STRENGTH
ALL@STRENGTH:!AES
AES128-SHA:-kGOST18++AES
AES128-SHA:+IDEA+@STRENGTH
AES128-SHA:+AES+@STRENGTH
COMPLEMENTOFDEFAULT+HIGH
HIGH+COMPLEMENTOFDEFAULT
COMPLEMENTOFDEFAULT+AES+FIPS
COMPLEMENTOFDEFAULT+ECDHE-ECDSA-AES256-SHA384
SSLv2
EXPORT
ALL:!EXPORT56
aDH
kDHd
HIGH:!SSLv2:!SSLv3
TLSv1.3
GOST
aGOST:HIGH
""".strip().splitlines()


@cache
@cache
def need_openssl() -> None:
    """Skip where the program is not there or another one than the table was made from; fail where it must be there."""
    need(shutil.which("openssl"), "openssl", "apt install openssl")
    version = subprocess.run(["openssl", "version"], capture_output=True, text=True, check=True).stdout.strip()
    need(version.startswith(SERIES), f"{SERIES}x (here is {version}, which has other suites)", "Debian 12")


def asked(string: str) -> tuple[str, ...]:
    """The suites below TLS 1.3 that the program selects; none if it refuses the string."""
    shielded = f":{string}" if string.startswith("-") else string  # it is no option
    done = subprocess.run(
        ["openssl", "ciphers", "-ciphersuites", "", shielded], capture_output=True, text=True, check=False
    )
    return tuple(done.stdout.strip().split(":")) if done.returncode == 0 and done.stdout.strip() else ()


@pytest.mark.parametrize("string", STRINGS)
def test_the_program_selects_the_same_suites_in_the_same_order(string: str) -> None:
    need_openssl()
    made = select(string, standard_names=False)
    expected = asked(string)
    assert (() if made.trouble else made.names) == expected


words = st.sampled_from([*sorted(ALIASES), *(one.name for one in ciphers()[:40]), "NOSUCH", "@STRENGTH", "DEFAULT", ""])
commands = st.tuples(st.sampled_from(["", "", "", "!", "-", "+"]), st.lists(words, min_size=1, max_size=3))


@settings(max_examples=100, deadline=None)
@given(st.lists(commands, min_size=1, max_size=7))
def test_the_program_selects_the_same_for_any_commands(given_commands: list[tuple[str, list[str]]]) -> None:
    need_openssl()
    string = ":".join(sign + "+".join(parts) for sign, parts in given_commands)
    made = select(string, standard_names=False)
    assert (() if made.trouble else made.names) == asked(string), string


def test_words_that_openssl_ignores_are_told() -> None:
    assert select("AES128-SHA:NOSUCH:!ALSO+AES").ignored == ("NOSUCH", "!ALSO+AES")


def test_names_of_the_registry_are_taken() -> None:
    assert select("TLS_RSA_WITH_AES_128_CBC_SHA").names == ("AES128-SHA",)


def test_the_level_is_told_and_takes_nothing_off() -> None:
    assert select("DEFAULT@SECLEVEL=2").level == 2
    assert select("DEFAULT@SECLEVEL=2").names == select("DEFAULT").names


@pytest.mark.parametrize("string", ["PROFILE=SYSTEM", "AES128-SHA:?", "NOSUCH", "", "A:" * 2000, "A" * 20_000])
def test_what_selects_nothing_says_why(string: str) -> None:
    made = select(string)
    assert made.names == () or made.trouble
    assert made.trouble


@given(st.text(max_size=200))
def test_any_text_is_taken(string: str) -> None:
    select(string)


def test_the_table_has_every_suite_once() -> None:
    assert (
        len({one.name for one in openssl_ciphers.ciphers()}) == len({one.code for one in ciphers()}) == len(ciphers())
    )
