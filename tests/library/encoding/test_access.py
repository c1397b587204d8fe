"""Secrets stay inside: the token, and values that hold a private key."""

from __future__ import annotations

import copy
import dataclasses
import json
import pickle

import pytest

from cryptoagility.encoding import Form, PrivateKey, decode_pkcs8, encode_pkcs8
from cryptoagility.encoding.access import SecretAccess
from cryptoagility.encoding.rsa_keys import read_private
from cryptoagility.secret_access import SECRETS

from .samples import pair

KEY = PrivateKey("Ed25519", b"secret secret secret secret seed", Form.RAW)


@pytest.mark.parametrize("access", [None, True, "SECRETS", object(), SecretAccess, 1])
def test_only_the_token_takes_secrets_out(access: object) -> None:
    with pytest.raises(TypeError, match="access=SECRETS"):
        KEY.raw(access=access)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="access=SECRETS"):
        encode_pkcs8("Ed25519", bytes(32), access=access)  # type: ignore[arg-type]
    assert KEY.raw(access=SECRETS) == b"secret secret secret secret seed"


def test_there_is_one_token() -> None:
    for make in (SecretAccess, lambda: copy.copy(SECRETS), lambda: pickle.dumps(SECRETS)):
        with pytest.raises(TypeError):
            make()
    assert repr(SECRETS) == "SECRETS"


@pytest.mark.parametrize(
    "take",
    [
        pickle.dumps,
        copy.copy,
        copy.deepcopy,
        json.dumps,
        dataclasses.asdict,
        dataclasses.astuple,
        vars,
        dict,
        bytes,
        list,
    ],
)
def test_a_private_key_is_not_taken_apart(take: object) -> None:
    with pytest.raises(TypeError):
        take(KEY)  # type: ignore[operator]


def test_a_private_key_shows_no_secret_and_does_not_change() -> None:
    for text in (
        repr(KEY),
        str(KEY),
        f"{KEY}",
        repr([KEY]),
        repr(decode_pkcs8(encode_pkcs8("Ed25519", KEY.raw(access=SECRETS), access=SECRETS))),
    ):
        assert "secret" not in text
    with pytest.raises(AttributeError):
        KEY.name = "Ed448"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        del KEY.name
    numbers = read_private(pair("RSA-2048")[0])
    assert str(numbers.d) not in repr(numbers)


def test_private_keys_are_equal_by_content() -> None:
    same = PrivateKey("Ed25519", b"secret secret secret secret seed", Form.RAW)
    assert same == KEY
    assert hash(same) == hash(KEY)
    assert PrivateKey("Ed25519", bytes(32), Form.RAW) != KEY
    assert PrivateKey("X25519", b"secret secret secret secret seed", Form.RAW) != KEY
    assert KEY != "Ed25519"
