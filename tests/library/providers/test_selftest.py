"""The self-test passes what is right, and switches off, by name, what is not."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from cryptoagility import providers
from cryptoagility.errors import UnavailableAlgorithm
from cryptoagility.providers import openssl
from cryptoagility.providers.keys import _PROVEN, SignatureScheme
from cryptoagility.providers.provider import AnyKemRow, AnySignatureRow
from cryptoagility.providers.registry import PROVIDERS, provider
from cryptoagility.providers.selftest import kem_answers, kem_checks, signature_answers, signature_checks
from cryptoagility.providers.verdicts import Verdicts

ROW = openssl.signatures()["ML-DSA-44"]
KEM = openssl.kems()["ML-KEM-768"]
SIGNATURES = [row for one in PROVIDERS for row in provider(one).signatures().values()]  # type: ignore[union-attr]
KEMS = [row for one in PROVIDERS for row in provider(one).kems().values()]  # type: ignore[union-attr]


@pytest.mark.parametrize("row", SIGNATURES, ids=lambda row: f"{row.provider} {row.name}")
def test_every_signature_row_has_a_known_answer_and_gives_it(row: AnySignatureRow) -> None:
    checks = list(signature_checks(row, signature_answers().get(row.name), signing=False))
    assert [check for check in checks if not check.passed] == []
    assert {"known answer", "damaged signatures are refused"} <= {check.name for check in checks}


@pytest.mark.parametrize("row", KEMS, ids=lambda row: f"{row.provider} {row.name}")
def test_every_kem_row_has_a_known_answer(row: AnyKemRow) -> None:
    checks = list(kem_checks(row, kem_answers().get(row.name), generating=False))
    assert [check for check in checks if not check.passed] == []


def failed(row: AnySignatureRow, others: tuple[AnySignatureRow, ...] = ()) -> set[str]:
    return {check.name for check in signature_checks(row, signature_answers()[row.name], others) if not check.passed}


def _accept(*_: object) -> None:
    return None


def _raise(*_: object) -> None:
    raise RuntimeError("a backend's own error")


def test_deviations_of_a_signature_backend_are_found() -> None:
    verify = ROW.verify

    def malleable(key: object, signature: bytes, message: bytes, context: bytes) -> None:
        verify(key, signature[:2420], message, context)

    def short_contexts(key: object, signature: bytes, message: bytes, context: bytes) -> None:
        if len(context) > 253:
            raise ValueError("invalid context length")
        verify(key, signature, message, context)

    other = openssl.signatures()["ML-DSA-65"]
    assert failed(ROW) == set()
    assert {"damaged signatures are refused", "signs and verifies"} <= failed(replace(ROW, verify=_accept))
    assert failed(replace(ROW, verify=malleable)) == {"damaged signatures are refused"}
    assert "context of 255 bytes" in failed(replace(ROW, verify=short_contexts))
    assert {"known answer", "signs and verifies"} <= failed(replace(ROW, verify=_raise))
    assert "signs and verifies" in failed(replace(ROW, sign=lambda *_: bytes(2420)))
    assert "public key of a private key" in failed(replace(ROW, load_private=lambda _: ROW.generate()))
    assert "damaged public keys are refused" in failed(replace(ROW, load_public=lambda raw: raw, refusals=(Exception,)))
    assert failed(ROW, (replace(other, name="ML-DSA-44"),)) == {"openssl verifies what it signs"}


def test_deviations_of_a_kem_backend_are_found() -> None:
    def wrong(**changes: object) -> set[str]:
        row = replace(KEM, **changes)  # type: ignore[arg-type]
        return {check.name for check in kem_checks(row, kem_answers()[KEM.name]) if not check.passed}

    assert wrong() == set()
    assert wrong(decapsulate=lambda *_: bytes(32)) == {"known answer", "encapsulates and decapsulates"}

    def explicit(key: object, ciphertext: bytes) -> bytes:
        if ciphertext != kem_answers()[KEM.name].ciphertext:
            raise ValueError("explicit rejection")
        return KEM.decapsulate(key, ciphertext)

    assert "known answer" in wrong(decapsulate=explicit)
    no_modulus_check = openssl.kems()["X25519"]  # takes any 32 bytes: stands for a backend without the check
    assert "modulus check" in wrong(
        load_public=lambda raw: no_modulus_check.generate() if len(raw) == 1184 else KEM.load_public(raw),
        encapsulate=lambda _: (bytes(32), bytes(1088)),
    )


@dataclass
class Backend:
    """A backend of which a test says what it is."""

    rows: dict[str, AnySignatureRow]
    file: Path
    NAME: str = "fake"
    said: str = "fake 1"
    asked: list[str] = field(default_factory=list)

    def version(self) -> str:
        return self.said

    def files(self) -> tuple[str, ...]:
        return (str(self.file),)

    def limits(self) -> tuple[str, ...]:
        return ()

    def signatures(self) -> dict[str, AnySignatureRow]:
        return self.rows

    def kems(self) -> dict[str, AnyKemRow]:
        return {}

    def components(self) -> dict[str, AnyKemRow]:
        return {}


@pytest.fixture
def backend(tmp_path: Path) -> Backend:
    binary = tmp_path / "fake.so"
    binary.write_bytes(b"one")
    counted = replace(ROW, provider="fake")
    return Backend({ROW.name: counted}, binary)


def counting(backend: Backend) -> tuple[list[int], AnySignatureRow]:
    calls: list[int] = []
    verify = ROW.verify

    def count(key: object, signature: bytes, message: bytes, context: bytes) -> None:
        calls.append(1)
        verify(key, signature, message, context)

    return calls, replace(ROW, provider="fake", verify=count)


def test_a_result_is_remembered_until_the_files_or_the_version_change(backend: Backend, tmp_path: Path) -> None:
    calls, row = counting(backend)
    kept = tmp_path / "state" / "selftest.json"

    def asked() -> bool:
        calls.clear()
        assert Verdicts(kept).of_signature(backend, row) == ()
        return bool(calls)

    assert asked()
    assert not asked()
    backend.file.write_bytes(b"two")
    assert asked()
    assert not asked()
    backend.said = "fake 2"
    assert asked()
    assert not asked()
    backend.file.unlink()
    assert asked()
    backend.file.write_bytes(b"two")
    for damaged in (b"", b"{", b"[]", b'{"form": 1}', b'{"form": 1, "backends": {"fake": 5}}', b"\xff", b"[" * 100_000):
        kept.write_bytes(damaged)
        assert asked(), damaged
        assert not asked()
    assert json.loads(kept.read_bytes())["backends"]["fake"]["failed"] == {ROW.name: []}


def test_two_backends_share_the_file(backend: Backend, tmp_path: Path) -> None:
    kept = tmp_path / "selftest.json"
    calls, row = counting(backend)
    Verdicts(kept).of_signature(backend, row)
    other = replace_backend(backend, "second")
    Verdicts(kept).of_signature(other, row)
    calls.clear()
    Verdicts(kept).of_signature(backend, row)
    assert calls == []


def replace_backend(backend: Backend, name: str) -> Backend:
    return Backend(backend.rows, backend.file, NAME=name)


def test_a_failure_is_said_and_remembered(backend: Backend, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    kept = tmp_path / "selftest.json"
    row = replace(ROW, provider="fake", verify=_accept)
    with caplog.at_level(logging.ERROR, "cryptoagility.providers"):
        assert Verdicts(kept).of_signature(backend, row) == ("damaged signatures are refused",)
    assert "fake deviates from the standard with ML-DSA-44 (damaged signatures are refused): it is switched off" in (
        caplog.text
    )
    assert Verdicts(kept).of_signature(backend, row) == ("damaged signatures are refused",)


def test_a_state_directory_that_cannot_be_written_is_no_failure(backend: Backend, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    _, row = counting(backend)
    assert Verdicts(tmp_path / "file" / "selftest.json").of_signature(backend, row) == ()
    assert Verdicts(None).of_signature(backend, row) == ()


def test_the_first_signature_of_a_backend_in_a_process_is_verified(caplog: pytest.LogCaptureFixture) -> None:
    row = replace(ROW, provider="faulty", sign=lambda *_: bytes(2420))
    key = SignatureScheme(row.name, (row,)).generate()
    with pytest.raises(UnavailableAlgorithm, match="faulty signs wrongly with ML-DSA-44"):
        key.sign(b"m")
    assert "the signature is not given out" in caplog.text
    good = replace(ROW, provider="good")
    key = SignatureScheme(row.name, (good,)).generate()
    key.sign(b"m")
    assert ("good", ROW.name) in _PROVEN
    _PROVEN.discard(("good", ROW.name))


def test_what_is_switched_off_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from cryptoagility.providers import registry

    class Off:
        def of_signature(self, backend: object, row: AnySignatureRow) -> tuple[str, ...]:
            return ("known answer",) if row.provider == "openssl" else ()

    monkeypatch.setattr(registry, "VERDICTS", Off())
    assert providers.signature("ML-DSA-44").provider == "pqcrypto"
    with pytest.raises(UnavailableAlgorithm, match=r"Ed25519 is switched off, its self-test failed \(openssl: known"):
        providers.signature("Ed25519")
