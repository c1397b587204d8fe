"""Settings of each form of file, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.errors import Unreadable
from inventory.formats.settings import LARGEST, MOST, settings


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("a.properties", "# c\n! c\na.b = c d \n", ["a.b=c d 3"]),
        ("a.properties", "a=b\\\n   c\n\\# d:e\\u0041\\t\nk v\nlone\n", ["a=bc 1", "#=d:eA\t 3", "k=v 4", "lone= 5"]),
        ("a.properties", "a=b\\\\\nc=d\\", ["a=b\\ 1", "c=d 2"]),
        ("a.yml", "a:\n  b: 'c'\n  d: [1, {e: f}]\n---\ng.h: i\n", ["a.b=c 2", "a.d.[0]=1 3", "a.d.[1].e=f 3", "g.h=i 5"]),  # noqa: E501
        ("a.yml", "a: &x {b: c}\nd: *x\ne: f\n", ["a.b=c 1", "d.b=c 1", "e=f 3"]),
        ("a.json", '{"a": [{"b": null}], "c": "d"}', ["a.[0].b=null 1", "c=d 1"]),
        ("c.yaml", "environment:\n  - A=b=c\n  - D\n", ["environment.[0]=A=b=c 2", "A=b=c 2", "environment.[1]=D 3"]),
        ("Dockerfile", "# ENV X=y\nENV A=b C='d e' \\\n  F=g\nENV H i j\nARG K=1\nARG L\nRUN M=1\n", ["A=b 2", "C=d e 2", "F=g 2", "H=i j 4", "K=1 5"]),  # noqa: E501
        ("a.service", "[Service]\nEnvironment=\"A=b c\" D=e\nEnvironment='\nUser=x\n", ["A=b c 2", "D=e 2", "Service.User=x 4"]),  # noqa: E501
        (".env", "export A='b # c'\nD=e # f\n#G=h\n", ["A=b # c 1", "D=e 2"]),
        ("a.toml", '[a."b"]\nc = "d"\n[[e]]\nf = 1\n', ["a.b.c=d 2", "e.f=1 4"]),
    ],
)  # fmt: skip
def test_every_setting_has_its_key_value_and_line(path: str, text: str, expected: list[str]) -> None:
    assert [f"{'.'.join(one.key)}={one.value} {one.line}" for one in settings(path, text.encode())] == expected


@pytest.mark.parametrize(
    ("path", "data", "message"),
    [
        ("a.yml", b"a: 1\n" * (LARGEST // 5 + 1), "more than 1048576 bytes"),
        ("a.yml", b"- 1\n" * (MOST + 1), "more than 20000"),
        ("a.json", b"[" * 100 + b"]" * 100, "nested more than 64"),
        ("a.yml", b"a: '\n", "not valid YAML .line 2."),
        ("a.yml", b"\xff\xfe", "not UTF-8"),
    ],
)
def test_what_cannot_be_read_is_refused(path: str, data: bytes, message: str) -> None:
    with pytest.raises(Unreadable, match=message):
        settings(path, data)


@given(st.sampled_from(["a.yml", "a.properties", "a.ini", "a.json", "Dockerfile"]), st.text())
def test_any_text_gives_settings_or_is_refused(path: str, text: str) -> None:
    try:
        found = settings(path, text.encode("utf-8", "replace"))
    except Unreadable:
        return
    assert all(one.key and one.line >= 1 for one in found if path != "a.yml" and path != "a.json")
