"""`selftest`: does each backend do what the standards say? Answers are remembered; what deviates is switched off."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from ..errors import UsageError
from . import streams
from .table import render

if TYPE_CHECKING:
    from ..providers.provider import Provider
    from ..providers.selftest import Check

SCHEMA = "cryptoagility/selftest/1"


@dataclass(frozen=True, slots=True)
class _Tested:
    """A backend with all that was asked of it."""

    backend: Provider
    checks: tuple[Check, ...]


@click.command("selftest")
@click.option("--provider", "names", multiple=True, metavar="P", help="Only these backends.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def command(names: tuple[str, ...], as_json: bool) -> int:
    """Put every check to every backend: known answers, long contexts, damaged input, the other backends.

    Takes about 20 seconds. Exit code 0: each does what it promises. 5: something deviates; it is named and switched off
    until a later self-test passes. 3: a backend is not usable here.
    """
    from ..providers.registry import PROVIDERS, provider
    from ..providers.verdicts import VERDICTS

    unknown = sorted(set(names) - set(PROVIDERS))
    if unknown:
        raise UsageError(f"no provider is called {unknown[0]!r}: {', '.join(PROVIDERS)}")
    chosen = [name for name in PROVIDERS if not names or name in names]
    tested: list[_Tested] = []
    missing: list[str] = []
    for name in chosen:
        backend = provider(name)
        if backend is None:
            missing.append(name)
            continue
        checks = tuple(_checks(backend))
        tested.append(_Tested(backend, checks))
        VERDICTS.replace(backend, _failed(checks))
    if as_json:
        streams.data(json.dumps(_json(tested, missing), indent=2) + "\n")
    else:
        streams.out(_text(tested, missing))
    if any(not check.passed for one in tested for check in one.checks):
        return 5
    return 3 if missing else 0


def _checks(backend: Provider) -> Iterator[Check]:
    from ..providers.registry import PROVIDERS, provider
    from ..providers.selftest import kem_answers, kem_checks, signature_answers, signature_checks

    others = [one for name in PROVIDERS if name != backend.NAME and (one := provider(name)) is not None]
    total = len(backend.signatures()) + len(backend.kems())
    done = 0
    for name, row in backend.signatures().items():
        _progress(backend.NAME, name, done, total)
        beside = [found for one in others if (found := one.signatures().get(name)) is not None]
        yield from signature_checks(row, signature_answers().get(name), beside)
        done += 1
    for name, kem in backend.kems().items():
        _progress(backend.NAME, name, done, total)
        same = [other for one in others if (other := one.kems().get(name)) is not None]
        yield from kem_checks(kem, kem_answers().get(name), same)
        done += 1
    _progress("", "", 0, 0)


def _progress(backend: str, algorithm: str, done: int, total: int) -> None:
    """One line that is written over; nothing where nobody watches."""
    if sys.stderr is not None and sys.stderr.isatty():
        streams.note(f"\r\x1b[K{backend}: {done} of {total}, {algorithm}" if total else "\r\x1b[K")


def _failed(checks: tuple[Check, ...]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {check.algorithm: () for check in checks}
    for check in checks:
        if not check.passed:
            found[check.algorithm] += (check.name,)
    return found


def _text(tested: list[_Tested], missing: list[str]) -> str:
    from ..algorithms import parse

    rows: list[tuple[str, ...]] = []
    for one in tested:
        by_family: dict[str, list[Check]] = {}
        for check in one.checks:
            by_family.setdefault(parse(check.algorithm).family.name, []).append(check)
        for family, checks in sorted(by_family.items()):
            passed = sum(check.passed for check in checks)
            algorithms = len({check.algorithm for check in checks})
            rows.append((one.backend.NAME, family, str(algorithms), f"{passed} of {len(checks)}"))
    parts = [render(("provider", "family", "algorithms", "checks passed"), rows)] if rows else []
    for one in tested:
        parts.append(f"\n{one.backend.NAME}: {one.backend.version()}\n")
        parts += [f"  declared: {limit}\n" for limit in one.backend.limits()]
        parts += [
            f"  DEVIATES: {check.algorithm}, {check.name}: {check.detail}; it is switched off\n"
            for check in one.checks
            if not check.passed
        ]
    parts += [f"\n{name}: not usable here\n" for name in missing]
    return "".join(parts)


def _json(tested: list[_Tested], missing: list[str]) -> dict[str, object]:
    return {
        "schema": SCHEMA,
        "providers": [
            {
                "name": one.backend.NAME,
                "version": one.backend.version(),
                "declared": list(one.backend.limits()),
                "passed": sum(check.passed for check in one.checks),
                "checks": [
                    {
                        "algorithm": check.algorithm,
                        "check": check.name,
                        "passed": check.passed,
                        **({"detail": check.detail} if check.detail else {}),
                    }
                    for check in one.checks
                ],
            }
            for one in tested
        ],
        "not_usable": missing,
    }
