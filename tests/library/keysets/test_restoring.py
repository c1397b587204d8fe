"""An older generation is accepted on purpose, by whoever has the passphrase, and only if it is one."""

from __future__ import annotations

from pathlib import Path

import pytest

from cryptoagility import Keyset
from cryptoagility.errors import InvalidSignature, NotAllowed, RolledBack
from cryptoagility.keysets import DirectoryStore, FileMarks, LiveKeyset, Passphrase
from cryptoagility.keysets.live import accept_older, highest_seen

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
