"""Many endpoints in one file: what is equal in them is worked out once, and how many are read is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from types import MappingProxyType

import pytest

from inventory.detectors.configuration import engine
from inventory.detectors.configuration.material import Material
from inventory.detectors.configuration.offer import Offer
from inventory.detectors.configuration.offers import tls
from inventory.detectors.configuration.scopes import Endpoint, Scopes
from inventory.model import Finding, Kind, Problem

from .test_engine import alone

MANY = 60


def bind(number: int, ciphers: str = "ALL") -> str:
    return f"  bind *:{number} ssl crt /a/{number}.pem ciphers {ciphers}\n"


def haproxy(ciphers: Callable[[int], str] = lambda _: "ALL") -> str:
    return "frontend f\n" + "".join(bind(number, ciphers(number)) for number in range(1, MANY + 1))


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Endpoint]:
    """The endpoints whose offers were worked out."""
    seen: list[Endpoint] = []

    def offer(endpoint: Endpoint, _material: Material) -> Offer:
        seen.append(endpoint)
        return tls.offer(endpoint)

    monkeypatch.setattr(engine, "_OFFERS", MappingProxyType({"tls": offer}))
    return seen


def test_equal_settings_are_worked_out_once_whatever_the_files_are_called(made: list[Endpoint]) -> None:
    found = alone("haproxy.cfg", haproxy())
    assert len(made) == 1
    lines = Counter(one.location.line for one in found if isinstance(one, Finding))
    assert set(lines) == set(range(2, MANY + 2))
    assert len(set(lines.values())) == 1


def test_what_is_worked_out_once_is_as_if_it_were_alone() -> None:
    together = [one for one in alone("haproxy.cfg", haproxy()) if isinstance(one, Finding)]
    for number in (1, 2, MANY):
        text = "frontend f\n" + "\n" * (number - 1) + bind(number)
        assert alone("haproxy.cfg", text) == [one for one in together if one.location.line == number + 1]


def test_other_settings_are_worked_out_anew(made: list[Endpoint]) -> None:
    found = alone("haproxy.cfg", haproxy(lambda number: ("AES128-SHA", "AES256-SHA", "ALL")[number % 3]))
    assert len(made) == 3
    suites = {
        one.location.line: one.facts.cipher_suites  # type: ignore[union-attr]
        for one in found
        if isinstance(one, Finding) and one.asset.kind is Kind.PROTOCOL
    }
    assert [next(name for name in suites[line] if name.startswith("TLS_RSA")) for line in (2, 3)] == [
        "TLS_RSA_WITH_AES_256_CBC_SHA",
        "TLS_RSA_WITH_AES_256_GCM_SHA384",
    ]


def test_an_endpoint_of_another_line_has_its_own_places(made: list[Endpoint]) -> None:
    text = "http {\n ssl_ciphers AES128-SHA;\n" + " server { listen 1 ssl; server_name a.b; }\n" * 2 + "}\n"
    found = [one for one in alone("nginx.conf", text) if isinstance(one, Finding)]
    assert len(made) == 1
    ciphers = [one.location.line for one in found if one.algorithm == "AES-128-CBC"]
    assert ciphers == [2]
    assert [one.location.line for one in found if one.asset.kind is Kind.PROTOCOL] == [3, 4]


def test_more_endpoints_than_are_read_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "ENDPOINTS", 7)
    found = alone("haproxy.cfg", haproxy())
    assert [one for one in found if isinstance(one, Problem)] == [
        Problem("haproxy.cfg", "configuration", "more than 7 endpoints; the rest was not read")
    ]
    lines = [one.location.line for one in found if isinstance(one, Finding) and one.asset.kind is Kind.PROTOCOL]
    assert lines == list(range(2, 9))


def test_more_different_endpoints_than_are_read_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "OFFERS", 7)
    found = alone("haproxy.cfg", haproxy(lambda number: f"ALL:x{number}"))
    assert [one.reason for one in found if isinstance(one, Problem)] == [
        "more than 7 different endpoints; the rest was not read"
    ]
    assert [one for one in alone("haproxy.cfg", haproxy()) if isinstance(one, Problem)] == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("quickfix.cfg", "[default]\nSocketUseSSL=Y\n" + "[session]\nTargetCompID=B\n" * MANY),
        ("ipsec.conf", "conn %default\n ike=aes256-sha256-modp2048\n" + "conn c\n also=c\n keyexchange=ikev2\n" * MANY),
        ("haproxy.cfg", haproxy()),
    ],
)
def test_blocks_are_gone_through_once(path: str, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    walked: Counter[tuple[str, int]] = Counter()
    blocks = Scopes._blocks

    def counted(self: Scopes, block: object) -> object:
        for one in blocks(self, block):  # type: ignore[arg-type]
            walked[one.name, one.line] += 1
            yield one

    monkeypatch.setattr(Scopes, "_blocks", counted)
    assert len(alone(path, text)) > 1
    assert max(walked.values()) <= 6
