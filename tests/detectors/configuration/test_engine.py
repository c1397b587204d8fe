"""Includes, contexts, defaults and hostile input: what every product relies on."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest

from inventory import resources
from inventory.cbom import read, write
from inventory.detectors import DETECTORS
from inventory.detectors.configuration import Configuration
from inventory.detectors.configuration.installed import applies
from inventory.detectors.detector import File, Stub
from inventory.errors import Unreadable
from inventory.graph import build
from inventory.model import Confidence, Finding, Kind, Problem, ProtocolFacts, State
from inventory.policy import evaluate, load_policies

from .samples import protocol, said

HERE = Path(__file__).parent
SERVER = "server { listen 443 ssl; ssl_protocols TLSv1.2; ssl_ciphers AES128-SHA; }\n"


def scan(folder: Path, files: dict[str, str]) -> tuple[list[Finding], list[Problem]]:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return said(folder)


def protocols(findings: list[Finding]) -> list[tuple[str, int | None]]:
    return [(one.location.path, one.location.line) for one in findings if one.asset.kind is Kind.PROTOCOL]


def alone(path: str, text: str | bytes) -> list[Finding | Problem]:
    data = text.encode() if isinstance(text, str) else text
    return list(Configuration().detect(File(path, data)))


def one_protocol(path: str, text: str) -> ProtocolFacts:
    facts = [one.facts for one in alone(path, text) if isinstance(one, Finding) and one.asset.kind is Kind.PROTOCOL]
    assert len(facts) == 1
    assert isinstance(facts[0], ProtocolFacts)
    return facts[0]


# Includes


def test_a_fragment_is_read_in_its_place_and_not_twice(tmp_path: Path) -> None:
    main = "http {\n ssl_protocols TLSv1.3;\n include /etc/nginx/conf.d/*.conf;\n}\n"
    found, problems = scan(tmp_path, {"nginx/nginx.conf": main, "nginx/conf.d/a.conf": "server { listen 443 ssl; }"})
    assert problems == []
    assert protocols(found) == [("nginx/conf.d/a.conf", 1)]
    assert next(one for one in found if one.facts).facts.minimum_version == "TLSv1.3"


def test_a_fragment_that_nothing_includes_is_read_alone(tmp_path: Path) -> None:
    found, _ = scan(tmp_path, {"nginx/nginx.conf": "http { }", "nginx/conf.d/a.conf": SERVER})
    assert protocols(found) == [("nginx/conf.d/a.conf", 1)]


def test_an_include_that_leads_nowhere_is_a_problem(tmp_path: Path) -> None:
    found, problems = scan(tmp_path, {"nginx.conf": f"http {{\ninclude /opt/secret/ssl.conf;\n{SERVER}}}"})
    assert [(one.path, one.line) for one in problems] == [("nginx.conf", 2)]
    assert problems[0].reason.startswith("the include /opt/secret/ssl.conf leads out of the scan")
    assert len(protocols(found)) == 1


def test_the_name_of_an_include_is_shown_as_that_of_a_file_that_may_hold_a_secret(tmp_path: Path) -> None:
    secret = "hunter2hunter2hunter2"
    _, problems = scan(tmp_path, {"nginx.conf": f"http {{\ninclude data:{secret};\ninclude a/{secret};\n{SERVER}}}"})
    assert [one.reason.partition(" leads")[0] for one in problems] == [
        "the include data:…",
        "the include a/hunter2hunt…",
    ]


def test_an_include_never_leaves_the_scan(tmp_path: Path) -> None:
    (tmp_path / "outside.conf").write_text(SERVER)
    inside = tmp_path / "a" / "b"
    text = f"http {{ include ../../outside.conf;\n include {tmp_path}/outside.conf; }}"
    found, problems = scan(inside, {"nginx.conf": text})
    assert found == []
    assert len(problems) == 2


def test_a_comment_that_is_included_again_and_again_is_read_a_bounded_number_of_times(tmp_path: Path) -> None:
    files = {"nginx.conf": "include c.conf;\n" * 20 + f"http {{ {SERVER} }}", "c.conf": f"#{'y' * 2**20}\n"}
    found, problems = scan(tmp_path, files)
    assert protocols(found) == [("nginx.conf", 21)]
    over = "the included file cannot be read: more than 16777216 bytes in all that is included"
    assert [(one.line, one.reason) for one in problems] == [(line, over) for line in range(16, 21)]


def test_a_circle_of_includes_ends(tmp_path: Path) -> None:
    files = {"nginx.conf": f"http {{ include b.conf; {SERVER} }}", "b.conf": "include nginx.conf;\ninclude b.conf;"}
    found, problems = scan(tmp_path, files)
    assert protocols(found) == [("nginx.conf", 1)]
    assert [one.reason for one in problems] == ["the file includes itself"] * 2


def test_a_chain_of_includes_is_bounded(tmp_path: Path) -> None:
    files = {f"{number}.conf": f"include {number + 1}.conf;" for number in range(40)}
    _, problems = scan(tmp_path, {**files, "nginx.conf": "http { include 0.conf; }", "40.conf": SERVER})
    assert [one.reason for one in problems] == ["files that include each other more than 16 deep"]


def test_many_includes_of_many_includes_are_bounded(tmp_path: Path) -> None:
    files = {f"n{level}.conf": f"include n{level + 1}.conf;\n" * 40 for level in range(8)}
    began = time.process_time()
    scan(tmp_path, {**files, "nginx.conf": "http { include n0.conf; }", "n8.conf": "x y;"})
    assert time.process_time() - began < 20


def test_what_only_a_link_would_include_is_likely(tmp_path: Path) -> None:
    files = {"nginx/nginx.conf": "http { include /etc/nginx/sites-enabled/*; }", "nginx/sites-available/a": SERVER}
    found, _ = scan(tmp_path, files)
    assert [one.confidence for one in found if one.asset.kind is Kind.PROTOCOL] == [Confidence.LIKELY]


# Defaults


def test_a_strength_that_is_only_possible_is_not_claimed() -> None:
    found = alone("nginx.conf", "http { server { listen 443 ssl; ssl_protocols TLSv1.3; } }")
    assert "X25519MLKEM768" not in found[0].facts.groups
    assert found[0].facts.groups[:2] == ("x25519", "secp256r1")
    hybrid = next(one for one in found if one.asset.value == "X25519MLKEM768")
    assert (hybrid.state, hybrid.confidence) == (State.AVAILABLE, Confidence.POSSIBLE)
    assert "X25519MLKEM768" not in {link.target.value for link in found[0].links}


def test_a_weakness_that_is_only_possible_counts() -> None:
    facts = one_protocol("nginx.conf", "http { server { listen 443 ssl; } }")
    assert (facts.minimum_version, facts.maximum_version) == ("TLSv1.0", "TLSv1.3")


def test_a_default_tells_its_versions_and_its_source() -> None:
    found = alone("postgresql.conf", "ssl = on\n")
    told = [one.value for one in found[0].parameters if one.name == "default-of-minimum"]
    assert told == [
        "PostgreSQL >= 13; PostgreSQL documentation of ssl_min_protocol_version; SHOW of 15; confidence measured"
    ]


STATUS = """Package: nginx
Status: install ok installed
Version: 1.22.1-9+deb12u11
Description: a server
 Version: 9

Package: libssl3
Version: 3.0.19-1~deb12u2
"""


def test_an_installed_version_decides_which_defaults_hold(tmp_path: Path) -> None:
    text = "http { server { listen 443 ssl; } }"
    found, _ = scan(tmp_path, {"etc/nginx/nginx.conf": text, "var/lib/dpkg/status": STATUS})
    facts = found[0].facts
    assert isinstance(facts, ProtocolFacts)
    assert (facts.minimum_version, facts.maximum_version) == ("TLSv1.0", "TLSv1.2")
    assert facts.groups == ("x25519", "secp256r1", "x448", "secp521r1", "secp384r1")
    assert found[0].reason is None
    assert {one.confidence for one in found} == {Confidence.CERTAIN}


def test_a_package_database_of_another_root_tells_nothing(tmp_path: Path) -> None:
    text = "http { server { listen 443 ssl; } }"
    found, _ = scan(tmp_path, {"a/etc/nginx/nginx.conf": text, "b/var/lib/dpkg/status": STATUS})
    assert found[0].facts.maximum_version == "TLSv1.3"


JAVA = "security.provider.1=SUN\njdk.tls.disabledAlgorithms=SSLv3, TLSv1, TLSv1.1\n"
OPENJDK = """Package: openjdk-17-jre-headless
Status: install ok installed
Version: 17.0.15+6-1~deb12u1

Package: openjdk-8-jre-headless
Status: install ok installed
Version: 8u432-b06-2
"""


@pytest.mark.parametrize(
    ("path", "beside", "text"),
    [
        ("opt/jdk/conf/security/java.security", "opt/jdk/release", 'IMPLEMENTOR="X"\nJAVA_VERSION="17.0.15"\n'),
        ("conf/security/java.security", "release", 'JAVA_VERSION="25.0.3"\n'),
        ("etc/java-17-openjdk/security/java.security", "var/lib/dpkg/status", OPENJDK),
    ],
)
def test_the_version_of_the_jdk_is_that_of_its_home_or_of_the_package(
    path: str, beside: str, text: str, tmp_path: Path
) -> None:
    found, _ = scan(tmp_path, {path: JAVA, beside: text})
    groups = [one for one in found if one.location.symbol == "default groups"]
    told = {one.value for each in groups for one in each.parameters if one.name == "default-of"}
    assert told == {
        "JDK >= 13, < 27; ClientHello of 17.0.21; getNamedGroups of 25.0.3; confidence measured",
    }
    assert "X25519MLKEM768" not in {one.asset.value for one in groups}
    assert {one.confidence for one in groups} == {Confidence.CERTAIN}
    assert found[0].reason is None


@pytest.mark.parametrize(
    ("path", "beside", "text"),
    [
        ("17/java.security", "17/other", "-"),
        ("17/conf/security/java.security", "17/release", "JAVA_VERSION=17\n"),
        ("17/conf/security/java.security", "release", 'JAVA_VERSION="17.0.15"\n'),
        ("opt/17/conf/security/java.security", "var/lib/dpkg/status", OPENJDK),
        ("etc/java-11-openjdk/security/java.security", "var/lib/dpkg/status", OPENJDK),
    ],
)
def test_where_nobody_tells_the_version_every_default_is_possible(
    path: str, beside: str, text: str, tmp_path: Path
) -> None:
    found, _ = scan(tmp_path, {path: JAVA, beside: text})
    group = next(one for one in found if one.asset.value == "X25519" and one.location.symbol == "default groups")
    assert group.confidence is Confidence.POSSIBLE
    told = [one.value.partition(";")[0] for one in group.parameters if one.name == "default-of"]
    assert told == ["JDK >= 13, < 27", "JDK >= 27"]
    hybrid = next(one for one in found if one.asset.value == "X25519MLKEM768")
    assert (hybrid.state, hybrid.confidence) == (State.AVAILABLE, Confidence.POSSIBLE)
    assert "groups: before JDK 13 there are other groups" in str(found[0].reason)


def test_the_release_of_a_jre_inside_an_old_jdk_is_that_of_the_jdk(tmp_path: Path) -> None:
    files = {"jdk8/jre/lib/security/java.security": JAVA, "jdk8/release": 'JAVA_VERSION="1.8.0_432"\n'}
    found, _ = scan(tmp_path, files)
    assert found[0].reason == "groups: before JDK 13 there are other groups"
    assert [one for one in found if one.location.symbol == "default groups"] == []


@pytest.mark.parametrize(
    ("when", "version", "expected"),
    [
        ("nginx >= 1.27.3", "1.27.3-1", True),
        ("nginx >= 1.27.3", "1.26.9", False),
        ("nginx >= 1.23.4, < 1.27.3", "1.27.3", False),
        ("nginx >= 1.23.4, < 1.27.3", "1.24.0", True),
        ("nginx < 2", "1.9", True),
        ("nginx 1.1", "1.1.9", True),
        ("nginx 1.1", "1.10", False),
        ("another >= 9", "1.0", True),
        ("an/other < 1", "9.0", True),
        ("nginx 1 with module", "1.0", False),
        ("nginx 1 without module", "1.0", True),
        ("nginx 2 without module", "1.0", False),
        ("another 2 with module", "1.0", True),
        ("nginx and later", "1.0", True),
        (None, "1.0", True),
    ],
)
def test_when_a_default_holds(when: str | None, version: str, expected: bool) -> None:
    assert applies(when, {"nginx": version}) is expected


ERLANG = """Package: erlang-base
Status: install ok installed
Version: 1:25.2.3+dfsg-1+deb12u4
"""


def test_rabbitmq_enables_every_version_that_the_runtime_has(tmp_path: Path) -> None:
    """Handshakes with 3.10.8 on OTP 25.2: also those that Erlang itself does not enable."""
    text = "listeners.ssl.default = 5671\n"
    found, _ = scan(tmp_path, {"etc/rabbitmq/rabbitmq.conf": text, "var/lib/dpkg/status": ERLANG})
    facts = found[0].facts
    assert isinstance(facts, ProtocolFacts)
    assert (facts.minimum_version, facts.maximum_version) == ("TLSv1.0", "TLSv1.3")
    assert len(facts.cipher_suites) == 48
    assert facts.cipher_suites[3:5] == ("TLS_AES_128_CCM_SHA256", "TLS_AES_128_CCM_8_SHA256")
    assert len(facts.groups) == 30
    assert found[0].reason is None
    assert {one.confidence for one in found} == {Confidence.CERTAIN}
    assert "DH-2048" in {one.asset.value for one in found}


RABBIT = "listeners.ssl.default = 5671\nssl_options.versions.1 = tlsv1.2\nssl_options.versions.2 = tlsv1.3\n"


@pytest.mark.parametrize(
    ("suites", "least", "most", "groups"),
    [
        (("ECDHE-RSA-AES256-GCM-SHA384",), "TLSv1.2", "TLSv1.2", 28),
        (("TLS_AES_128_GCM_SHA256",), "TLSv1.3", "TLSv1.3", 4),
        (("TLS_AES_128_GCM_SHA256", "ECDHE-RSA-AES256-GCM-SHA384"), "TLSv1.2", "TLSv1.3", 30),
        (("TLS_AES_128_GCM_SHA256", "DHE-RSA-AES256-GCM-SHA384"), "TLSv1.2", "TLSv1.3", 4),
        (("NO-SUCH-SUITE", "ECDHE-RSA-AES256-GCM-SHA384"), "TLSv1.2", "TLSv1.3", 28),
    ],
)
def test_a_version_without_a_suite_in_the_one_list_is_not_on(
    suites: tuple[str, ...], least: str, most: str, groups: int
) -> None:
    listed = "".join(f"ssl_options.ciphers.{number} = {name}\n" for number, name in enumerate(suites))
    facts = one_protocol("rabbitmq.conf", RABBIT + listed)
    assert (facts.minimum_version, facts.maximum_version) == (least, most)
    assert len(facts.groups) == groups


STRONGSWAN = "Package: libstrongswan\nStatus: install ok installed\nVersion: 5.9.8-5+deb12u6\n\n"
PLUGINS = "Package: libstrongswan-standard-plugins\nStatus: install ok installed\nVersion: 5.9.8-5+deb12u6\n\n"
REMOVED = PLUGINS.replace("install ok installed", "deinstall ok config-files")
FEW = ("X25519", "DH-3072", "DH-4096", "DH-6144", "DH-8192", "DH-2048")


@pytest.mark.parametrize(
    ("packages", "groups"), [(STRONGSWAN, 6), (STRONGSWAN + REMOVED, 6), (STRONGSWAN + PLUGINS, 13)]
)
def test_the_proposals_of_strongswan_follow_its_plugins(packages: str, groups: int, tmp_path: Path) -> None:
    text = "connections {\n plain {\n }\n}\n"
    found, _ = scan(tmp_path, {"etc/swanctl/swanctl.conf": text, "var/lib/dpkg/status": packages})
    facts = found[0].facts
    assert isinstance(facts, ProtocolFacts)
    assert len(facts.groups) == groups
    assert set(FEW) <= set(facts.groups)
    assert ("ECDH-P256" in facts.groups) == ("X448" in facts.groups) == (PLUGINS in packages)
    assert ("AES-256-GCM" in {one.asset.value for one in found}) == (PLUGINS in packages)
    assert found[0].reason is None
    assert {one.confidence for one in found} == {Confidence.CERTAIN}


def test_without_a_package_database_the_plugins_of_strongswan_are_not_known() -> None:
    found = alone("swanctl.conf", "connections {\n plain {\n }\n}\n")
    assert {one.confidence for one in found[1:]} == {Confidence.POSSIBLE}
    assert "other versions and plugins" in found[0].reason


LONG = "-".join(
    [f"{cipher}{bits}{mode}" for cipher in ("aes", "camellia") for bits in (128, 192, 256) for mode in ("", "ctr")]
    + [f"{cipher}{bits}ccm{tag}" for cipher in ("aes", "camellia") for bits in (128, 192, 256) for tag in (8, 12, 16)]
    + [f"prfsha{size}" for size in (256, 384, 512)]
    + [f"modp{size}" for size in (8192, 6144, 4096, 3072, 2048, 1536, 1024, 768)]
)


def test_a_long_proposal_is_read_to_its_end() -> None:
    assert len(LONG) > 400
    text = f"connections {{\n plain {{\n proposals = sha1-{LONG}-{LONG}-ecp192\n }}\n}}\n"
    facts = one_protocol("swanctl.conf", text)
    assert facts.groups[-3:] == ("DH-1024", "DH-768", "ECDH-P192")
    assert facts.cipher_suites == (f"sha1-{LONG}-{LONG}-ecp192",)


@pytest.mark.parametrize(
    "listed",
    [
        f"{'aes-' * 2500}modp768",
        "-".join(f"w{number}" for number in range(400)) + "-modp768",
        ",".join(["aes128-sha1"] * 3 + [f"aes128-w{number}" for number in range(100)] + ["aes128-modp768"]),
    ],
)
def test_more_of_a_proposal_than_the_limits_is_said(listed: str) -> None:
    found = alone("swanctl.conf", f"connections {{\n plain {{\n proposals = {listed}\n }}\n}}\n")
    assert "the rest was not read" in found[0].reason
    assert "DH-768" not in found[0].facts.groups


@pytest.mark.parametrize(
    ("listed", "weak"),
    [("aes256-sha256-ecp384!", False), ("aes256-sha256-ecp384", True), ("aes256-sha256-ecp384, default!", True)],
)
def test_strongswan_adds_its_defaults_to_a_list_that_is_not_closed(listed: str, weak: bool, tmp_path: Path) -> None:
    """The log of charon 5.9.8 has them. Libreswan does not add any, and the file does not tell whose it is."""
    text = f"conn a\n ike={listed}\n esp=aes256-sha256!\n"
    found = alone("ipsec.conf", text)
    assert ("3DES-CBC" in {one.asset.value for one in found}) is weak
    assert ("strongSwan proposes its defaults as well" in str(found[0].reason)) is weak
    assert {one.confidence for one in found if one.asset.value == "3DES-CBC"} == (
        {Confidence.POSSIBLE} if weak else set()
    )
    found, _ = scan(tmp_path, {"etc/ipsec.conf": text, "var/lib/dpkg/status": STRONGSWAN})
    assert {one.confidence for one in found} == {Confidence.CERTAIN}


def test_the_word_default_in_proposals_stands_for_the_defaults(tmp_path: Path) -> None:
    text = "connections {\n plain {\n proposals = aes256gcm16-prfsha384-ecp521,default\n }\n}\n"
    found, _ = scan(tmp_path, {"etc/swanctl/swanctl.conf": text, "var/lib/dpkg/status": STRONGSWAN})
    facts = found[0].facts
    assert isinstance(facts, ProtocolFacts)
    assert facts.groups == ("ECDH-P521", *FEW)


def test_groups_that_no_suite_can_use_are_not_offered() -> None:
    facts = one_protocol("nginx.conf", f"http {{ {SERVER.replace('listen', 'ssl_ecdh_curve X25519; listen')} }}")
    assert facts.cipher_suites == ("TLS_RSA_WITH_AES_128_CBC_SHA",)
    assert facts.groups == ()


def test_hybrids_are_no_groups_below_tls_1_3() -> None:
    text = "http { server { listen 443 ssl; ssl_protocols TLSv1.2; ssl_ecdh_curve X25519MLKEM768:X25519; } }"
    assert one_protocol("nginx.conf", text).groups == ("x25519",)


def test_suites_that_the_versions_do_not_have_are_not_offered() -> None:
    text = "http { server { listen 443 ssl; ssl_protocols TLSv1; ssl_ciphers AES128-GCM-SHA256:AES128-SHA; } }"
    assert one_protocol("nginx.conf", text).cipher_suites == ("TLS_RSA_WITH_AES_128_CBC_SHA",)


# Recognition


@pytest.mark.parametrize("path", ["a/whatever.txt", "renamed", "x.conf", "deploy.cfg"])
def test_a_renamed_file_is_recognised(path: str) -> None:
    assert Configuration().wants(Stub(path, len(SERVER), SERVER.encode()))
    assert protocols([one for one in alone(path, SERVER) if isinstance(one, Finding)]) == [(path, 1)]


@pytest.mark.parametrize("path", ["a.md", "a.py", "a.java", "a.c", "a.html", "nginx.conf.j2"])
def test_texts_that_quote_configuration_are_none(path: str) -> None:
    assert not Configuration().wants(Stub(path, len(SERVER), SERVER.encode()))


def test_text_that_only_looks_like_a_configuration_is_nothing() -> None:
    assert alone("letter.txt", f"Dear all,\n{SERVER}\nplease use this }} from now on\n") == []


# Hostile input

BOMB = "a: &a [x, x, x, x, x, x, x, x, x, {y: 1}]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + before] * 10)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
HOSTILE = {
    "nul": ("nginx.conf", b"server {\0}"),
    "deep braces": ("nginx.conf", b"a {" * 100_000),
    "closing braces": ("nginx.conf", b"}" * 100_000),
    "an open quote": ("nginx.conf", b'server { listen "443 ssl; }' + b"x" * 100_000),
    "many directives": ("nginx.conf", b"a b;" * 300_000),
    "long word": ("nginx.conf", b"http{server{listen 443 ssl;ssl_ciphers " + b"A" * 1_000_000 + b";}}"),
    "many commands": ("nginx.conf", b"http{server{listen 443 ssl;ssl_ciphers " + b"ALL:-ALL:" * 100_000 + b";}}"),
    "deep sections": ("httpd.conf", b"<IfModule x>\n" * 50_000),
    "lines that go on": ("httpd.conf", b"SSLEngine on \\\n" * 100_000),
    "yaml bomb": ("application.yml", BOMB.encode()),
    "deep yaml": ("application.yml", b"[" * 10_000),
    "deep flow": ("application.yml", b"{a: " * 10_000),
    "bad yaml": ("application.yml", b"a: [1, 2\nb: }"),
    "xml entities": ("server.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><Server>&b;</Server>'),
    "deep xml": ("server.xml", b"<a>" * 100_000),
    "cut xml": ("server.xml", b"<Server><Connector SSLEnabled='true'"),
    "deep terms": ("advanced.config", b"[{a,[" * 50_000),
    "many terms": ("advanced.config", b"{a,b}," * 200_000),
    "variables": ("openssl.cnf", b"a = $b$b$b$b$b$b$b$b\nb = $a$a$a$a$a$a$a$a\nopenssl_conf = $a\n"),
    "mqsc": ("a.mqsc", b"DEFINE CHANNEL(A) +\n" * 50_000),
    "names": ("sshd_config", b"Ciphers " + b"a," * 200_000),
    "groups": ("envoy.yaml", b"".join(b"a%d: {common_tls_context: {b: 1}}\n" % number for number in range(3000))),
    "connections": ("swanctl.conf", b"connections { a { proposals = " + b"x-" * 100_000 + b"\n} }"),
    "same section": ("openssl.cnf", b"[a]\nopenssl_conf = a\n" * 20_000),
    "also": ("ipsec.conf", b"".join(b"conn c%d\n also=c%d\n" % (n, (n + 1) % 500) for n in range(500))),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_input_is_refused_or_read_in_time(name: str) -> None:
    path, data = HOSTILE[name]
    began = time.process_time()
    try:
        answer = alone(path, data)
    except Unreadable:
        answer = []
    assert time.process_time() - began < 15
    assert all(isinstance(one, Finding | Problem) for one in answer)


@pytest.mark.parametrize("kind", ['<!DOCTYPE Server SYSTEM "x">', "<!DOCTYPE Server>"])
def test_a_document_type_is_refused(kind: str) -> None:
    with pytest.raises(Unreadable, match="document type"):
        alone("server.xml", f"<?xml version='1.0'?>{kind}<Server/>")


def test_the_order_of_files_does_not_matter(tmp_path: Path) -> None:
    files = {"b/nginx.conf": f"http {{ {SERVER} }}", "a/nginx.conf": f"http {{ {SERVER.replace('AES128', 'AES256')} }}"}
    first, _ = scan(tmp_path / "x", files)
    second, _ = scan(tmp_path / "y", dict(reversed(files.items())))
    assert first == second


# Through the inventory


def test_everything_survives_the_cbom() -> None:
    findings: list[Finding] = []
    for folder in sorted(HERE.glob("*/hit")):
        findings += said(folder)[0]
    graph = build("x", findings)
    again = read(write(graph, version="0"))
    assert again.assets == graph.assets
    assert again.edges == graph.edges


def test_the_detector_is_listed() -> None:
    assert [one.name for one in DETECTORS].count("configuration") == 1


def test_a_session_in_clear_is_a_finding() -> None:
    text = "[default]\nBeginString=FIX.4.4\nSenderCompID=A\n[session]\nTargetCompID=B\n"
    row = protocol(next(one for one in alone("fix.cfg", text) if isinstance(one, Finding)))
    assert row == {
        "at": "fix.cfg:4 session",
        "what": "fix",
        "parameters": {"endpoint": "FIX.4.4 A B"},
        "reason": "no TLS is configured: everything is sent in clear",
    }


def verdicts(path: str, text: str) -> dict[str, tuple[str, str]]:
    """Status and reason of each protocol under CNSA 2.0."""
    graph = build("x", [one for one in alone(path, text) if isinstance(one, Finding)])
    policies = load_policies(("us-cnsa-2.0",), resources.policies() / "regulation")
    found = evaluate(graph, policies, date(2026, 11, 25))
    return {one.asset: (one.status.value, one.why) for one in found if one.asset.startswith("protocol:")}


@pytest.mark.parametrize(
    ("group", "status"), [("X25519", "disallowed"), ("MLKEM1024", "approved"), ("MLKEM1024:X25519", "disallowed")]
)
def test_check_judges_the_groups_of_an_endpoint(group: str, status: str) -> None:
    text = f"http {{ server {{ listen 443 ssl; ssl_protocols TLSv1.3; ssl_ecdh_curve {group}; }} }}"
    (verdict,) = verdicts("nginx.conf", text).values()
    assert verdict[0] == status


def test_check_judges_an_endpoint_without_groups_by_its_key_transport() -> None:
    (verdict,) = verdicts("nginx.conf", f"http {{ {SERVER} }}").values()
    assert verdict[0] != "approved"


def test_check_knows_nothing_of_what_is_sent_in_clear() -> None:
    (verdict,) = verdicts("a.mqsc", "DEFINE CHANNEL(A.SVRCONN) CHLTYPE(SVRCONN) TRPTYPE(TCP)").values()
    assert verdict[0] == "unknown"
    assert "sent in clear" in verdict[1]


def test_check_judges_the_key_exchange_of_ssh_and_ike() -> None:
    (ssh,) = verdicts("sshd_config", "KexAlgorithms diffie-hellman-group14-sha256\n").values()
    assert ssh[0] == "disallowed"
    found = verdicts("swanctl.conf", "connections {\n a {\n  proposals = aes256-sha384-modp2048\n }\n}\n")
    assert {status for status, _ in found.values()} == {"disallowed"}


def test_aliases_and_merged_mappings_of_yaml_are_copies() -> None:
    text = """
      base: &base {key-store: a.p12, enabled-protocols: [TLSv1.2]}
      server:
        ssl:
          <<: *base
          ciphers: &list [TLS_RSA_WITH_AES_128_CBC_SHA]
      spring: {ssl: {bundle: {jks: {x: {options: {ciphers: *list}}}}}}
    """
    found = [one.facts for one in alone("application.yml", text) if isinstance(one, Finding) and one.facts is not None]
    assert [one.cipher_suites for one in found] == [("TLS_RSA_WITH_AES_128_CBC_SHA",)] * 2
    assert found[0].maximum_version == "TLSv1.2"
