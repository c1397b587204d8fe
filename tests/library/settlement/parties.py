"""Two parties with their keys, policies and channels in a directory, for tests."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from cryptoagility import Keyset
from cryptoagility.keysets import DirectoryStore, FileMarks, LiveKeyset, LivePolicy, Passphrase, public_bytes
from cryptoagility.settlement.channel import Channel, Parts
from cryptoagility.settlement.states import Slot, State

NOW = 1_800_000_000.0
FAST = Passphrase(b"settlement", passes=1, memory=8 * 1024, lanes=1)
ALGORITHMS = {Slot.CLASSICAL: "ECDSA-P256-SHA256", Slot.POST_QUANTUM: "ML-DSA-44", Slot.STANDBY: "SLH-DSA-SHA2-128f"}
CCP, BROKER = "CCPATWTP", "BROKTWTP"


def moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class Estate:
    """A clearing house and a broker; both see one policy file, and one clock that tests move."""

    root: Path
    slots: Sequence[Slot] = (Slot.CLASSICAL, Slot.POST_QUANTUM)
    now: float = NOW
    epoch: int = 1
    keysets: dict[Slot, LiveKeyset] = field(default_factory=dict)

    def __post_init__(self) -> None:
        store = DirectoryStore(self.root / "keys", marks=FileMarks(self.root / "marks"), create=True)
        (self.root / "peers").mkdir()
        for slot in self.slots:
            keyset = Keyset.generate(ALGORITHMS[slot], purpose="envelope", clock=self.clock)
            self.keysets[slot] = LiveKeyset.create(store, slot.value, FAST, keyset, clock=self.clock)
            self.publish(slot)

    def clock(self) -> float:
        return self.now

    @property
    def library(self) -> LivePolicy:
        return LivePolicy(self.root / "keys" / "policy.yaml", marks=FileMarks(self.root / "marks"))

    def publish(self, slot: Slot) -> None:
        data = public_bytes(self.keysets[slot].public())
        (self.root / "peers" / f"{CCP}.{slot}.public").write_bytes(data)

    def ids(self, slot: Slot) -> list[str]:
        return [key.id.hex() for key in self.keysets[slot].current().keys]

    def write_policy(
        self,
        state: State = State.CLASSICAL,
        *,
        epoch: int | None = None,
        floor: int = 1,
        expires: float | None = None,
        changes: Mapping[str, str] | None = None,
    ) -> None:
        self.epoch = epoch if epoch is not None else self.epoch
        keys = "".join(
            f"      {slot}:\n        algorithms: [{ALGORITHMS[slot]}]\n        ids: {json.dumps(self.ids(slot))}\n"
            for slot in self.slots
        )
        text = (
            "schema: cryptoagility/flow-policy/1\n"
            f"epoch: {self.epoch}\n"
            f'issued: "{moment(self.now - 60)}"\n'
            f'expires: "{moment(expires if expires is not None else self.now + 86_400)}"\n'
            "flows:\n"
            "  - id: margin-call\n"
            "    family: colr.003\n"
            f"    sender: {CCP}\n"
            f"    receiver: {BROKER}\n"
            "    channel: files\n"
            f"    state: {state}\n"
            f"    floor: {floor}\n"
            "    validity: 300\n"
            "    skew: 30\n"
            "    largest: 10000\n"
            f"    keys:\n{keys}"
        )
        for old, new in (changes or {}).items():
            assert old in text
            text = text.replace(old, new)
        temporary = self.root / "flows.new"
        temporary.write_text(text)
        temporary.replace(self.root / "flows.yaml")

    def channel(self, identity: str, *, state: str = "") -> Channel:
        return Channel(
            Parts(
                identity=identity,
                keysets=self.keysets if identity == CCP else {},
                peers=self.root / "peers",
                policy=self.root / "flows.yaml",
                state=self.root / f"state-{identity}{state}",
                library=self.library,
                clock=self.clock,
            )
        )
