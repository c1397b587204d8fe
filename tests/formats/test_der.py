"""The reader of DER: what it gives back, what it refuses, and that it never does anything else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.errors import Unreadable
from inventory.formats import der

arcs = st.tuples(st.integers(0, 2), st.integers(0, 39), st.lists(st.integers(0, 1 << 70), max_size=4))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "inside an element"),
        (b"\x30", "inside an element"),
        (b"\x3f\x81\x01\x00", "above 30"),
        (b"\x30\x80\x00\x00", "indefinite"),
        (b"\x30\x85\x01\x00\x00\x00\x00", "four octets"),
        (b"\x30\x82\x01", "inside a length"),
        (b"\x30\x03\x02\x01", "3 bytes where only 2 are left"),
        (b"\x30\x84\xff\xff\xff\xff", "4294967295 bytes"),
    ],
)
def test_damaged_headers_are_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        der.read(data)


def test_an_element_knows_where_it_is() -> None:
    node = der.read(b"xx\x04\x03abcyy", 2)
    assert (node.tag, node.start, node.body, node.end, node.content) == (4, 2, 4, 7, b"abc")


@given(arcs)
def test_object_identifiers_survive(parts: tuple[int, int, list[int]]) -> None:
    first, second, rest = parts
    dotted = ".".join(map(str, (first, second, *rest)))
    if sum(arc.bit_length() // 7 + 1 for arc in rest) < 60:
        assert der.oid(der.read(der.encode_oid(dotted))) == dotted


def test_known_object_identifiers() -> None:
    assert der.decode_oid(bytes.fromhex("883703")) == "2.999.3"
    assert der.decode_oid(bytes.fromhex("2a864886f70d010101")) == "1.2.840.113549.1.1.1"


@pytest.mark.parametrize("content", [b"", b"\x2a\x86", b"\x2a" * 65])
def test_impossible_object_identifiers_are_refused(content: bytes) -> None:
    with pytest.raises(Unreadable):
        der.decode_oid(content)


@given(st.integers(0, 1 << 4096))
def test_integers_survive(value: int) -> None:
    assert der.integer(der.read(der.encode_integer(value))) == value


def test_negative_integers_are_read_as_such() -> None:
    assert der.integer(der.read(b"\x02\x02\xff\x01")) == -255


def _tree(leaves: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    return st.lists(leaves, max_size=4).map(lambda parts: der.encode(der.SEQUENCE, *parts))


trees = st.recursive(st.binary(max_size=200).map(lambda content: der.encode(der.OCTET_STRING, content)), _tree)


@given(trees)
def test_what_is_definite_stays_as_it_is(data: bytes) -> None:
    assert der.definite(data + b"rest") == data


def test_indefinite_lengths_become_definite() -> None:
    inner = der.encode(der.OCTET_STRING, b"\x80" * 130)
    ber = b"\x30\x80" + b"\xa0\x80" + inner + b"\0\0" + der.encode_integer(5) + b"\0\0"
    assert der.definite(ber) == der.encode(der.SEQUENCE, der.encode(0xA0, inner), der.encode_integer(5))


@pytest.mark.parametrize(
    "data", [b"\x30\x80" * 40, b"\x30\x80\x04\x80\0\0\0\0", b"\x30\x80\x04\x01", b"\x30\x80" + b"\x05\0" * 200_001]
)
def test_impossible_indefinite_lengths_are_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        der.definite(data)


def test_too_many_elements_are_refused() -> None:
    node = der.read(der.encode(der.SEQUENCE, b"\x05\0" * 200_001))
    with pytest.raises(Unreadable, match="200000"):
        sum(1 for _ in der.children(node))


def test_fields_are_taken_in_order() -> None:
    fields = der.sequence(der.encode(der.SEQUENCE, der.encode_integer(7), b"\x05\0"))
    assert fields.maybe(der.OID) is None
    assert der.integer(fields.take(der.INTEGER)) == 7
    with pytest.raises(Unreadable, match="tag 0x05 where 0x04"):
        fields.take(der.OCTET_STRING)
    assert [node.tag for node in fields.rest()] == [der.NULL]


def test_bit_strings_lose_their_count_and_nothing_else() -> None:
    assert der.bit_string(der.read(b"\x03\x03\x01\xaa\xbb")) == b"\xaa\xbb"
    for damaged in (b"\x03\x00", b"\x03\x02\x08\xaa"):
        with pytest.raises(Unreadable, match="unused bits"):
            der.bit_string(der.read(damaged))


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for reader in (der.read, der.definite, der.sequence):
        try:
            reader(data)
        except Unreadable:
            continue
