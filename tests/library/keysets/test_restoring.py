"""An older generation is accepted on purpose, and only if it is one; another passphrase takes the place of the old."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from cryptoagility import Keyset
from cryptoagility.errors import InvalidSignature, NotAllowed, RolledBack
from cryptoagility.keysets import DirectoryStore, FileMarks, LiveKeyset, Passphrase
from cryptoagility.keysets.live import FRESH, accept_older, highest_seen

from .crash import FAST


def test_an_older_generation_is_accepted_on_purpose(tmp_path: Path) -> None:
    store = DirectoryStore(tmp_path / "keys", marks=FileMarks(tmp_path / "marks"), create=True)
    live = LiveKeyset.create(store, "ccp", FAST, Keyset.generate("Ed25519"))
    id = live.current().id
    backup = store.read("ccp")
    with pytest.raises(NotAllowed, match="is of generation 1, and none after it was here"):
        accept_older(store, "ccp", FAST)
    live.change(lambda keyset: keyset.rotated_to("Ed25519"))
    assert highest_seen(store, id) == 2
    with store.lock("ccp"):
        store.write("ccp", backup)
    with pytest.raises(InvalidSignature):
        accept_older(store, "ccp", Passphrase(b"wrong", passes=1, memory=8 * 1024, lanes=1))
    with pytest.raises(RolledBack):
        LiveKeyset(store, "ccp", FAST)
    assert accept_older(store, "ccp", FAST) == (1, 2)
    assert highest_seen(store, id) == 1
    assert LiveKeyset(store, "ccp", FAST).current().generation == 1
    with pytest.raises(NotAllowed):
        accept_older(store, "ccp", FAST)


def test_another_passphrase_and_nobody_is_disturbed(tmp_path: Path) -> None:
    store = DirectoryStore(tmp_path / "keys", marks=FileMarks(tmp_path / "marks"), create=True)
    live = LiveKeyset.create(store, "ccp", FAST, Keyset.generate("Ed25519"))
    beside = LiveKeyset(store, "ccp", FAST)
    new = Passphrase(b"another", passes=1, memory=8 * 1024, lanes=1)
    keys = live.current().keys
    assert live.protect(new).generation == 2
    assert live.current().keys == keys
    with pytest.raises(InvalidSignature):
        LiveKeyset(store, "ccp", FAST)
    time.sleep(FRESH + 0.05)
    assert beside.current().generation == 2
    beside.change(lambda keyset: keyset.rotated_to("Ed25519"))  # keeps the new passphrase
    opened = LiveKeyset(store, "ccp", new)
    opened.verify(b"m", beside.sign(b"m"))
    with pytest.raises(InvalidSignature):
        LiveKeyset(store, "ccp", FAST)
