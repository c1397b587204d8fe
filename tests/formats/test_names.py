"""Distinguished names and other text out of certificates, also where somebody put escape sequences into them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.errors import Unreadable
from inventory.formats import der
from inventory.formats.names import general_name, name
from inventory.formats.text import safe

from . import samples


@pytest.mark.parametrize(
    ("content", "tag", "shown"),
    [
        (b"desk", 0x0C, "CN=desk"),
        (b'a,b+c"d\\e<f>g;h', 0x13, 'CN=a\\,b\\+c\\"d\\\\e\\<f\\>g\\;h'),
        (b"#x ", 0x0C, "CN=\\#x\\ "),
        (b" x", 0x0C, "CN=\\ x"),
        (b"\x1b[31mred", 0x0C, "CN=\\1B[31mred"),
        ("\u202eevil".encode(), 0x0C, "CN=\\E2\\80\\AEevil"),
        ("\x9b31m".encode(), 0x0C, "CN=\\C2\\9B31m"),
        (b"a\0b\r\n", 0x0C, "CN=a\\00b\\0D\\0A"),
        ("Zürich".encode("latin-1"), 0x14, "CN=Zürich"),
        ("Zürich".encode("utf-16-be"), 0x1E, "CN=Zürich"),
        (b"\xff\xfe", 0x0C, "CN=#0c02fffe"),
        (b"\x01", 0x02, "CN=#020101"),
    ],
)
def test_values_as_rfc_4514_and_never_raw(content: bytes, tag: int, shown: str) -> None:
    assert name(der.read(samples.name(content, tag))) == shown


def test_the_last_attribute_comes_first_and_sets_are_joined() -> None:
    def attribute(oid: str, text: bytes) -> bytes:
        return der.encode(der.SEQUENCE, der.encode_oid(oid), der.encode(0x0C, text))

    first = der.encode(der.SET, attribute("2.5.4.6", b"NL"))
    second = der.encode(der.SET, attribute("2.5.4.3", b"x"), attribute("1.2.3.4", b"y"))
    assert name(der.read(der.encode(der.SEQUENCE, first, second))) == "CN=x+1.2.3.4=y,C=NL"


def test_a_name_of_too_many_attributes_is_refused() -> None:
    one = der.encode(der.SET, der.encode(der.SEQUENCE, der.encode_oid("2.5.4.3"), der.encode(0x0C, b"x")))
    with pytest.raises(Unreadable, match="256"):
        name(der.read(der.encode(der.SEQUENCE, one * 257)))


def test_a_long_value_is_cut() -> None:
    assert name(der.read(samples.name(b"x" * 100_000))) == "CN=" + "x" * 1024 + "…"


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (der.encode(0x82, b"desk.example"), "dns:desk.example"),
        (der.encode(0x82, b"\x1b]0;x\x07"), "dns:\\1B]0;x\\07"),
        (der.encode(0x81, b"a@b"), "email:a@b"),
        (der.encode(0x86, b"https://x"), "uri:https://x"),
        (der.encode(0x87, bytes((10, 0, 0, 1))), "ip:10.0.0.1"),
        (der.encode(0x87, bytes((10, 0, 0, 0, 255, 0, 0, 0))), "ip:10.0.0.0/255.0.0.0"),
        (der.encode(0x87, bytes(15) + b"\1"), "ip:0000:0000:0000:0000:0000:0000:0000:0001"),
        (der.encode(0x87, b"abc"), "ip:#616263"),
        (der.encode(0x88, bytes.fromhex("2a03")), "id:1.2.3"),
        (der.encode(0xA4, samples.name(b"d")), "directory:CN=d"),
        (der.encode(0xA0, der.encode_oid("1.2.3")), "other:1.2.3"),
        (der.encode(0x83, b""), "other:[3]"),
    ],
)
def test_general_names(data: bytes, shown: str) -> None:
    assert general_name(der.read(data)) == shown


@given(st.text(max_size=100))
def test_text_is_always_printable(value: str) -> None:
    assert not {unicodedata.category(char) for char in safe(value)} & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
