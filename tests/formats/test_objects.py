"""Objects in files: parameters without a label, what follows DER, labels that nobody reads."""

from __future__ import annotations

import pytest

from inventory.detectors.keys import Keys
from inventory.detectors.x509 import X509
from inventory.formats import der
from inventory.formats.shapes import Shape, shape
from inventory.model import KeyFacts, Kind
from tests.formats import samples

CERTIFICATE = samples.certificate()
# The modulus of an RSA key stands in for a prime: odd, and as long as one.
PRIME = samples.rsa_key().public_key().public_numbers().n
ORDER = samples.P256_N


def integers(*values: int) -> bytes:
    return der.encode(der.SEQUENCE, *(der.encode_integer(value) for value in values))


@pytest.mark.parametrize(
    ("data", "algorithm", "format"),
    [
        (integers(PRIME, 2), "DH-2048", "DH PARAMETERS"),
        (integers(PRIME, 5), "DH-2048", "DH PARAMETERS"),
        (integers(PRIME, 2, 225), "DH-2048", "DH PARAMETERS"),
        (integers(PRIME, 3, 225), "DH-2048", "DH PARAMETERS"),
        (integers(PRIME, PRIME // 3, ORDER), "DH-2048", "X9.42 DH PARAMETERS"),
        (integers(PRIME, ORDER, PRIME // 3), "DSA-2048", "DSA PARAMETERS"),
        (samples.explicit_p256(), "EC-P256", "EC PARAMETERS"),
        (bytes.fromhex("06052b81040022"), "EC-P384", "EC PARAMETERS"),
        (bytes.fromhex("06092b240303020801010d"), "EC-brainpoolP512r1", "EC PARAMETERS"),
    ],
)
def test_parameters_in_der(data: bytes, algorithm: str, format: str) -> None:
    found, problems = samples.run(Keys(), data, "a/parameters.bin")
    assert problems == []
    (one,) = found
    assert isinstance(one.facts, KeyFacts)
    assert (one.asset.kind, one.algorithm, one.facts.format) == (Kind.PARAMETERS, algorithm, format)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (integers(PRIME, 3), Shape.PKCS1_PUBLIC),
        (integers(PRIME, 65537), Shape.PKCS1_PUBLIC),
        (integers(PRIME + 1, 2), None),  # an even prime
        (integers(PRIME, 1), None),
        (integers(ORDER, 2), None),  # too small
        (integers(ORDER, ORDER - 2), None),  # a signature
        (integers(PRIME, 2, PRIME), None),
        (integers(PRIME, ORDER, PRIME // 3, 1), None),
    ],
)
def test_numbers_that_are_no_parameters(data: bytes, expected: Shape | None) -> None:
    assert shape(data) == expected


SILENT = "what follows it in the file is in no form that is known here"


@pytest.mark.parametrize(
    ("after", "troubles"),
    [
        (b"", []),
        (b"\r\n\0\0 ", []),
        (b"junk", [SILENT]),
        (b"\x30\x03\x02\x01\x05", [SILENT]),
        (b"\x30\x82\x05", [SILENT]),
        (CERTIFICATE[:-5], ["the data end before the object does"]),
    ],
)
def test_what_follows_a_certificate_in_der_is_not_passed_over(after: bytes, troubles: list[str]) -> None:
    found, problems = samples.run(X509(), CERTIFICATE * 2 + after)
    assert [one.location.offset for one in found if one.asset.kind is Kind.CERTIFICATE] == [0, len(CERTIFICATE)]
    assert [one.reason for one in problems] == [f"certificate: {trouble}" for trouble in troubles]


def test_pem_after_der_is_read() -> None:
    found, problems = samples.run(X509(), CERTIFICATE + samples.pem("CERTIFICATE", CERTIFICATE).encode())
    assert [one.location.offset for one in found if one.asset.kind is Kind.CERTIFICATE] == [0, len(CERTIFICATE)]
    assert problems == []


NO_READER = "there is no reader for blocks of this label yet"


@pytest.mark.parametrize(
    ("label", "data", "kinds", "problems"),
    [
        ("SERVER CERT", CERTIFICATE, [Kind.CERTIFICATE], []),
        ("ATTRIBUTE CERTIFICATE", bytes(60), [], [f"ATTRIBUTE CERTIFICATE: {NO_READER}"]),
        ("ANYTHING", CERTIFICATE, [Kind.CERTIFICATE], []),
        ("ANYTHING", bytes(60), [], []),
    ],
)
def test_labels_that_are_not_known(label: str, data: bytes, kinds: list[Kind], problems: list[str]) -> None:
    found, troubles = samples.run(X509(), samples.pem(label, data).encode())
    assert [one.asset.kind for one in found if one.asset.kind is Kind.CERTIFICATE] == kinds
    assert [one.reason for one in troubles] == problems
    wrong = samples.run(Keys(), samples.pem(label, data).encode())
    assert wrong == ([], [])
