"""The strict DER reader."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptoagility.encoding import der
from cryptoagility.encoding.der import Reader
from cryptoagility.errors import MalformedInput


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("", "ends inside"),
        ("30", "ends inside"),
        ("3080", "indefinite"),
        ("308100", "shortest"),
        ("30817f" + "00" * 127, "shortest"),
        ("30820080" + "00" * 128, "shortest"),
        ("3083000100" + "00" * 256, "shortest"),
        ("3085ffffffffff", "too long or cut"),
        ("30ff", "too long or cut"),
        ("3084ffffffff", "longer than what is left"),
        ("3005", "longer than what is left"),
        ("3100", "another element"),
        ("1f8100", "another element"),
    ],
)
def test_lengths_and_tags(data: str, message: str) -> None:
    with pytest.raises(MalformedInput, match=message):
        Reader(bytes.fromhex(data)).enter()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("0200", "empty"),
        ("020180", "negative"),
        ("0202ff7f", "negative"),
        ("02020001", "shortest"),
        ("0202007f", "shortest"),
        ("0282080200" + "7f" * 2049, "too long"),
    ],
)
def test_integers(data: str, message: str) -> None:
    with pytest.raises(MalformedInput, match=message):
        Reader(bytes.fromhex(data)).natural()


@pytest.mark.parametrize("data", ["0600", "060180", "06028001", "06022a80", "0641" + "2a" * 65])
def test_object_identifiers(data: str) -> None:
    with pytest.raises(MalformedInput, match="OBJECT IDENTIFIER"):
        Reader(bytes.fromhex(data)).oid()


@pytest.mark.parametrize("data", ["0300", "030107", "03020780"])
def test_bit_strings_are_of_whole_octets(data: str) -> None:
    with pytest.raises(MalformedInput, match="BIT STRING"):
        Reader(bytes.fromhex(data)).bits()


def test_what_follows_is_refused() -> None:
    reader = Reader(bytes.fromhex("050000"))
    reader.null()
    with pytest.raises(MalformedInput, match="after"):
        reader.end()
    with pytest.raises(MalformedInput, match="NULL"):
        Reader(bytes.fromhex("050100")).null()


def test_depth_and_size_are_limited() -> None:
    data = b""
    for _ in range(10_000):
        data = der.sequence(data)
    reader = Reader(data)
    for _ in range(16):
        reader = reader.enter()
    with pytest.raises(MalformedInput, match="nested"):
        reader.enter()
    with pytest.raises(MalformedInput, match="limit is 100"):
        Reader(bytes(101), limit=100)


def test_known_encodings() -> None:
    assert der.oid("1.2.840.113549.1.1.1").hex() == "06092a864886f70d010101"
    assert der.oid("2.999.3").hex() == "0603883703"
    assert der.natural(0).hex() == "020100"
    assert der.natural(128).hex() == "02020080"
    assert der.octets(bytes(128))[:3].hex() == "048180"
    assert der.octets(bytes(256))[:4].hex() == "04820100"


@given(st.integers(min_value=0, max_value=1 << 16_000))
def test_integers_come_back(value: int) -> None:
    reader = Reader(der.natural(value))
    assert reader.natural() == value
    reader.end()


@given(st.integers(0, 2), st.integers(0, 39), st.lists(st.integers(0, 1 << 40), max_size=8))
def test_object_identifiers_come_back(first: int, second: int, rest: list[int]) -> None:
    dotted = ".".join(map(str, (first, second, *rest)))
    assert Reader(der.oid(dotted)).oid() == dotted


@given(st.binary(max_size=64))
def test_only_malformed_input_is_raised(data: bytes) -> None:
    for read in (Reader.enter, Reader.natural, Reader.oid, Reader.bits, Reader.null, Reader.octets):
        try:
            read(Reader(data))
        except MalformedInput:
            continue
