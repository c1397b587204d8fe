"""A message arrives as it was signed, once, under the receiver's policy; everything else is refused and kept."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import cbor2
import pytest

from cryptoagility.envelopes import cose
from cryptoagility.envelopes.envelope import Header, Signer
from cryptoagility.errors import MessageBusy, MessageRefused, NotAllowed, StorageError
from cryptoagility.settlement.audit import read_entries, verify
from cryptoagility.settlement.channel import FRESH, LEASE, Channel, Protected, Received
from cryptoagility.settlement.states import RULES, Slot, State, satisfied

from .parties import ALGORITHMS, BROKER, CCP, NOW, Estate

BODY = b"<Document><colr.003/></Document>"
ALL = (Slot.CLASSICAL, Slot.POST_QUANTUM, Slot.STANDBY)


@pytest.fixture
def estate(tmp_path: Path) -> Estate:
    made = Estate(tmp_path)
    made.write_policy(State.DUAL)
    return made


@pytest.fixture
def parties(estate: Estate) -> Iterator[tuple[Channel, Channel]]:
    with estate.channel(CCP) as ccp, estate.channel(BROKER) as broker:
        yield ccp, broker


def reasons(channel: Channel) -> list[str]:
    return [str(entry.data["reason"]) for entry in channel.audit.entries() if entry.kind in ("refused", "alarm")]


def refused(channel: Channel, message: Protected, reason: str) -> None:
    with pytest.raises(MessageRefused) as raised:
        channel.accept(message)
    assert reason in reasons(channel)[-1]
    assert reason not in str(raised.value)


def test_a_message_is_accepted_once_and_its_bytes_are_the_signed_ones(parties: tuple[Channel, Channel]) -> None:
    ccp, broker = parties
    sent = ccp.protect(bytearray(BODY), flow="margin-call", to=BROKER, message_id="BMI-1")
    assert sent.body == BODY
    received = broker.accept(sent)
    assert received.body == BODY
    assert (received.sender, received.flow, received.message_id, received.epoch) == (CCP, "margin-call", "BMI-1", 1)
    assert received.algorithms == ("ECDSA-P256-SHA256", "ML-DSA-44")
    assert (received.redelivered, received.committed, received.missing, received.not_covered) == (False, False, 0, ())
    received.commit()
    received.commit()
    again = broker.accept(sent)
    assert (again.redelivered, again.committed, again.body) == (True, True, BODY)
    kinds = [entry.kind for entry in broker.audit.entries()]
    assert kinds == ["begin", "policy", "accepted", "committed", "accepted"]
    assert verify(broker.audit.path).right
    assert verify(ccp.audit.path).right


@pytest.mark.parametrize("state", list(State))
def test_every_state(tmp_path: Path, state: State) -> None:
    """What the sender emits in a state, the receiver takes in it; the sets of signatures it takes are the rule's."""
    estate = Estate(tmp_path, ALL)
    estate.write_policy(state)
    rule = RULES[state]
    with estate.channel(CCP) as ccp, estate.channel(BROKER) as broker:
        if rule.open:
            got = broker.accept(ccp.protect(BODY, flow="margin-call", to=BROKER))
            assert got.algorithms == tuple(ALGORITHMS[slot] for slot in rule.emits)
        else:
            with pytest.raises(NotAllowed, match=f"is {state}: nothing is sent"):
                ccp.protect(BODY, flow="margin-call", to=BROKER)
        for number in range(1, 8):
            slots = [slot for bit, slot in enumerate(ALL) if number & (1 << bit)]
            message = signed(estate, slots, message_id=f"set-{number}")
            allowed = rule.open and rule.required <= set(slots) <= rule.required | rule.optional
            assert allowed == (satisfied(rule, frozenset(slots)) == "")
            if allowed:
                broker.accept(message)
            else:
                with pytest.raises(MessageRefused):
                    broker.accept(message)


def signed(estate: Estate, slots: list[Slot], *, message_id: str = "BMI-9", **changes: object) -> Protected:
    """A message signed by the sender's own keys of these slots, with a header that the test chooses."""
    signers = []
    for slot in slots:
        keyset = estate.keysets[slot]
        key = keyset.envelope_key()
        signers.append(
            Signer(key.id, key.algorithm, lambda data, keyset=keyset, key=key: keyset.sign_envelope(key, data))
        )
    facts: dict[str, object] = {
        "flow": "margin-call",
        "message_id": message_id,
        "epoch": estate.epoch,
        "issued": int(estate.now),
        "expires": int(estate.now) + 300,
        "sequence": 1,
        "sigset": tuple(signer.key_id for signer in signers),
        **changes,
    }
    return Protected(BODY, cose.seal(Header(**facts), BODY, signers))  # type: ignore[arg-type]


BOTH = [Slot.CLASSICAL, Slot.POST_QUANTUM]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"epoch": 0}, "epoch 0 is below the floor of 1"),
        ({"issued": int(NOW) + 31, "expires": int(NOW) + 100}, "issued in the future"),
        ({"issued": int(NOW) - 400, "expires": int(NOW) - 100}, "expired"),
        ({"expires": int(NOW) + 301}, "valid for longer than the policy's 300 seconds"),
        ({"flow": "dvp"}, "no flow 'dvp'"),
    ],
)
def test_headers_that_are_refused(
    estate: Estate, parties: tuple[Channel, Channel], changes: dict[str, object], reason: str
) -> None:
    refused(parties[1], signed(estate, BOTH, **changes), reason)


def edited(message: Protected, change: object) -> Protected:
    tag = message.envelope[:1] if message.envelope[:1] == b"\xd2" else message.envelope[:2]
    parts = cbor2.loads(message.envelope[len(tag) :])
    assert callable(change)
    change(parts)
    return Protected(message.body, tag + cbor2.dumps(parts))


def test_attacks_on_the_set_of_signatures(estate: Estate, parties: tuple[Channel, Channel]) -> None:
    """Strip, swap, mix, duplicate: in a state that requires both, none is accepted."""
    ccp, broker = parties
    estate.write_policy(State.REQUIRE_BOTH, epoch=2)
    time.sleep(FRESH + 0.05)
    one = ccp.protect(BODY, flow="margin-call", to=BROKER, message_id="one")
    two = ccp.protect(b"<other/>", flow="margin-call", to=BROKER, message_id="two")
    other_parts = cbor2.loads(two.envelope[2:])

    def swap(parts: list[object]) -> None:
        signatures = parts[3]
        assert isinstance(signatures, list)
        signatures[0][2], signatures[1][2] = signatures[1][2], signatures[0][2]

    def mix(parts: list[object]) -> None:
        signatures = parts[3]
        assert isinstance(signatures, list)
        signatures[1] = other_parts[3][1]

    def reorder(parts: list[object]) -> None:
        signatures = parts[3]
        assert isinstance(signatures, list)
        signatures.reverse()

    refused(broker, edited(one, swap), "the signature is wrong")
    refused(broker, edited(one, mix), "the signature is wrong")
    refused(broker, signed(estate, [Slot.CLASSICAL]), "no signature by the post-quantum key (REQUIRE-BOTH, epoch 2)")
    refused(broker, signed(estate, [Slot.POST_QUANTUM]), "no signature by the classical key")
    refused(broker, Protected(b"<other/>", one.envelope), "the signature is wrong")
    refused(broker, Protected(BODY, b""), "not a COSE")
    refused(broker, Protected(BODY, one.envelope + b"\0"), "not in the one deterministic form")
    assert broker.accept(edited(one, reorder)).message_id == "one"  # the order in the array promises nothing
    assert broker.accept(two).message_id == "two"


def test_a_stripped_signature_is_refused_where_it_is_required_and_said_where_it_is_not(
    tmp_path: Path,
) -> None:
    estate = Estate(tmp_path, ALL)
    estate.write_policy(State.PQ_BROKEN_STANDBY)

    def without(index: int) -> object:
        return lambda parts: parts[3].pop(index)

    message = signed(estate, list(ALL), message_id="three")
    with estate.channel(BROKER) as broker:
        refused(broker, edited(message, without(2)), "no signature by the standby key")
        broker.accept(edited(message, without(0)))
        [accepted] = [entry for entry in broker.audit.entries() if entry.kind == "accepted"]
        assert accepted.data["taken-away"] == estate.ids(Slot.CLASSICAL)


def test_keys_that_are_none_of_the_flows(estate: Estate, parties: tuple[Channel, Channel], tmp_path: Path) -> None:
    _, broker = parties
    (tmp_path / "mallory").mkdir()
    mallory = Estate(tmp_path / "mallory")
    mallory.write_policy(State.DUAL)
    (estate.root / "peers" / "mallory.public").write_bytes(
        (mallory.root / "peers" / f"{CCP}.classical.public").read_bytes()
    )
    refused(broker, signed(mallory, BOTH), "is none of this flow's")
    estate.keysets[Slot.CLASSICAL].change(lambda keyset: keyset.rotated_to("ECDSA-P384-SHA384"))
    refused(broker, signed(estate, BOTH), "is none of this flow's")
    estate.write_policy(State.DUAL, epoch=2)
    time.sleep(FRESH + 0.05)
    refused(broker, signed(estate, BOTH), "there is no public key")
    estate.publish(Slot.CLASSICAL)
    refused(broker, signed(estate, BOTH), "does not allow ECDSA-P384-SHA384 for the classical key")


def test_an_algorithm_in_the_header_that_is_not_the_keys(estate: Estate, parties: tuple[Channel, Channel]) -> None:
    estate.write_policy(State.CLASSICAL, epoch=2)
    time.sleep(FRESH + 0.05)

    def other(parts: list[object]) -> None:
        headers = cbor2.loads(parts[0])  # type: ignore[arg-type]
        headers[1] = -48
        parts[0] = cbor2.dumps(headers)

    refused(parties[1], edited(signed(estate, [Slot.CLASSICAL]), other), "another algorithm than the key's record")


def test_a_disabled_key_is_refused(estate: Estate, parties: tuple[Channel, Channel]) -> None:
    message = signed(estate, BOTH)
    old = estate.keysets[Slot.CLASSICAL].current().keys[0].id
    estate.keysets[Slot.CLASSICAL].change(lambda keyset: keyset.rotated_to("ECDSA-P256-SHA256").disabled(old))
    estate.publish(Slot.CLASSICAL)
    refused(parties[1], message, "there is no public key")  # a public keyset does not show it


def test_what_the_library_policy_retired_is_refused_whatever_the_flow_policy_says(
    estate: Estate, parties: tuple[Channel, Channel]
) -> None:
    ccp, broker = parties
    before = ccp.protect(BODY, flow="margin-call", to=BROKER)
    estate.library.retire("ECDSA", "key recovery")
    time.sleep(FRESH + 0.05)
    refused(broker, before, "ECDSA-P256-SHA256 is retired")
    with pytest.raises(NotAllowed, match="is retired"):
        ccp.protect(BODY, flow="margin-call", to=BROKER)
    estate.write_policy(State.PQ_ONLY, epoch=2)
    time.sleep(FRESH + 0.05)
    broker.accept(ccp.protect(BODY, flow="margin-call", to=BROKER)).commit()


def test_a_peers_key_that_is_withdrawn_while_the_channel_runs(estate: Estate, parties: tuple[Channel, Channel]) -> None:
    _, broker = parties
    broker.accept(signed(estate, BOTH, message_id="before")).commit()
    message = signed(estate, BOTH, message_id="after")
    old = estate.keysets[Slot.CLASSICAL].current().keys[0].id
    estate.keysets[Slot.CLASSICAL].change(lambda keyset: keyset.rotated_to("ECDSA-P256-SHA256").disabled(old))
    estate.publish(Slot.CLASSICAL)
    time.sleep(FRESH + 0.05)
    refused(broker, message, "there is no public key")


def test_replays_and_conflicts(estate: Estate, parties: tuple[Channel, Channel]) -> None:
    ccp, broker = parties
    first = broker.accept(signed(estate, BOTH, message_id="BMI-1"))
    with pytest.raises(MessageBusy, match="deliver it again later"):
        broker.accept(signed(estate, BOTH, message_id="BMI-1"))
    # Other signature bytes, the same message: it is known by what it says.
    first.commit()
    assert broker.accept(signed(estate, BOTH, message_id="BMI-1")).committed
    other = ccp.protect(b"<another/>", flow="margin-call", to=BROKER, message_id="BMI-1")
    refused(broker, other, "another message came under the same id")
    assert [entry.kind for entry in broker.audit.entries()][-1] == "alarm"
    kept = sorted(path.suffix for path in (estate.root / f"state-{BROKER}" / "quarantine").iterdir())
    assert kept == [".body", ".cose"]


def test_a_lease_that_ran_out_is_given_out_again(estate: Estate, parties: tuple[Channel, Channel]) -> None:
    _, broker = parties
    message = signed(estate, BOTH)
    broker.accept(message)
    estate.now += LEASE + 1
    again = broker.accept(message)
    assert (again.redelivered, again.committed) == (True, False)
    again.commit()
    assert broker.accept(message).committed


def test_a_slow_holder_cannot_commit_what_another_took(estate: Estate, parties: tuple[Channel, Channel]) -> None:
    _, broker = parties
    message = signed(estate, BOTH)
    slow = broker.accept(message)
    estate.now += LEASE + 1
    with estate.channel(BROKER) as site_two:
        quick = site_two.accept(message)
        with pytest.raises(NotAllowed, match="was taken by somebody else when its lease ran out"):
            slow.commit()
        assert not slow.committed
        quick.commit()
        with pytest.raises(NotAllowed, match="its work may be done twice"):
            slow.commit()
    assert [entry.kind for entry in broker.audit.entries()].count("alarm") == 2
    assert broker.accept(message).committed


def test_a_lease_that_ran_out_and_that_nobody_took_is_committed(
    estate: Estate, parties: tuple[Channel, Channel]
) -> None:
    received = parties[1].accept(signed(estate, BOTH))
    estate.now += LEASE + 1
    received.commit()
    assert received.committed


def test_missing_sequence_numbers_are_reported_not_refused(estate: Estate, parties: tuple[Channel, Channel]) -> None:
    _, broker = parties
    missing = [
        broker.accept(signed(estate, BOTH, message_id=f"m{sequence}", sequence=sequence)).missing
        for sequence in (5, 6, 9, 7, 10)
    ]
    assert missing == [0, 0, 2, 0, 0]


def test_what_is_not_sent(estate: Estate, parties: tuple[Channel, Channel]) -> None:
    ccp, broker = parties
    for use, words in (
        (lambda: ccp.protect(BODY, flow="dvp", to=BROKER), "no flow 'dvp'"),
        (lambda: ccp.protect(BODY, flow="margin-call", to="OTHER"), "is from CCPATWTP to BROKTWTP"),
        (lambda: broker.protect(BODY, flow="margin-call", to=BROKER), "is from CCPATWTP"),
        (lambda: ccp.protect(bytes(10_001), flow="margin-call", to=BROKER), "at most 10000 bytes"),
    ):
        with pytest.raises(NotAllowed, match=words):
            use()
    estate.keysets[Slot.CLASSICAL].change(lambda keyset: keyset.rotated_to("ECDSA-P256-SHA256"))
    with pytest.raises(NotAllowed, match="is not in the policy of flow margin-call"):
        ccp.protect(BODY, flow="margin-call", to=BROKER)


def test_a_new_policy_takes_effect_while_messages_flow_and_a_broken_one_does_not(
    estate: Estate, parties: tuple[Channel, Channel]
) -> None:
    ccp, broker = parties
    old = ccp.protect(BODY, flow="margin-call", to=BROKER, message_id="old")
    estate.write_policy(State.PQ_ONLY, epoch=2, floor=2)
    time.sleep(FRESH + 0.05)
    assert broker.accept(ccp.protect(BODY, flow="margin-call", to=BROKER)).algorithms == ("ML-DSA-44",)
    refused(broker, old, "the classical key, which this state does not have")
    for broken in ("", "schema: x\n"):
        (estate.root / "flows.yaml").write_text(broken)
        time.sleep(FRESH + 0.05)
        assert broker.accept(ccp.protect(BODY, flow="margin-call", to=BROKER)).epoch == 2
    estate.write_policy(State.CLASSICAL, epoch=1)
    time.sleep(FRESH + 0.05)
    assert broker.policy().epoch == 2
    said = [str(entry.data["reason"]) for entry in broker.audit.entries() if entry.kind == "policy-refused"]
    assert len(said) == 3
    assert "the policy has epoch 1, and 2 was here before" in said[-1]
    with pytest.raises(NotAllowed, match="2 was here before"):
        estate.channel(BROKER)


def test_a_policy_that_expired_stops_both_sides(estate: Estate, parties: tuple[Channel, Channel]) -> None:
    ccp, broker = parties
    message = ccp.protect(BODY, flow="margin-call", to=BROKER)
    estate.now += 86_400
    with pytest.raises(NotAllowed, match="expired: nothing is sent or taken"):
        ccp.protect(BODY, flow="margin-call", to=BROKER)
    refused(broker, message, "expired: nothing is sent or taken")


def test_the_floor_never_goes_down(estate: Estate, parties: tuple[Channel, Channel]) -> None:
    _, broker = parties
    estate.write_policy(State.DUAL, epoch=5, floor=4)
    time.sleep(FRESH + 0.05)
    broker.accept(signed(estate, BOTH, message_id="a"))
    estate.write_policy(State.DUAL, epoch=6, floor=1)
    time.sleep(FRESH + 0.05)
    refused(broker, signed(estate, BOTH, message_id="b", epoch=3), "epoch 3 is below the floor of 4")


KILLED = """
import os, signal, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from cryptoagility.settlement.channel import Channel, Parts, Protected
root = Path(sys.argv[2])
from cryptoagility.keysets import FileMarks, LivePolicy
library = LivePolicy(root / "keys" / "policy.yaml", marks=FileMarks(root / "marks"))
state = root / "state-BROKTWTP"
parts = Parts("BROKTWTP", {}, root / "peers", root / "flows.yaml", state, library, lambda: float(sys.argv[3]))
channel = Channel(parts)
received = channel.accept(Protected((root / "body").read_bytes(), (root / "cose").read_bytes()))
if sys.argv[4] == "commit":
    received.commit()
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("moment", ["accept", "commit"])
def test_killed_after_accept_or_commit(estate: Estate, moment: str) -> None:
    message = signed(estate, BOTH)
    (estate.root / "body").write_bytes(message.body)
    (estate.root / "cose").write_bytes(message.envelope)
    project = Path(__file__).resolve().parents[3]
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(project), str(estate.root), str(estate.now), moment], check=False
    )
    assert done.returncode == -signal.SIGKILL
    with estate.channel(BROKER) as broker:
        if moment == "accept":
            with pytest.raises(MessageBusy):
                broker.accept(message)
            estate.now += LEASE + 1
        received = broker.accept(message)
        assert (received.redelivered, received.committed) == (True, moment == "commit")
        received.commit()
        assert verify(broker.audit.path).right


def test_without_an_audit_log_nothing_goes_on(estate: Estate, parties: tuple[Channel, Channel]) -> None:
    ccp, broker = parties
    message = ccp.protect(BODY, flow="margin-call", to=BROKER)
    os.truncate(broker.audit.path, 10)
    for words in ("became shorter while it was in use", "the audit log stopped"):
        with pytest.raises(StorageError, match=words):
            broker.accept(message)
        estate.now += LEASE + 1
    assert list(read_entries(ccp.audit.path))[-1].kind == "protected"


def test_a_channel_from_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from cryptoagility.errors import MalformedInput
    from cryptoagility.keysets import DirectoryStore, LiveKeyset
    from cryptoagility.settlement import Channel as Public

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "xdg"))
    estate = Estate(tmp_path)
    store = DirectoryStore(tmp_path / "own", create=True)
    from .parties import FAST

    for slot in estate.slots:
        LiveKeyset.create(store, slot.value, FAST, estate.keysets[slot].current())
    estate.now = time.time()
    estate.write_policy(State.DUAL)
    (tmp_path / "passphrase").write_text("settlement\n")
    text = (
        f"schema: cryptoagility/channel/1\nidentity: {CCP}\nkeys: own\npassphrase-file: passphrase\n"
        "keysets:\n  classical: classical\n  post-quantum: post-quantum\n"
        "peers: peers\npolicy: flows.yaml\nstate: state\n"
    )
    (tmp_path / "ccp.yaml").write_text(text)
    with Public.open(tmp_path / "ccp.yaml") as ccp, estate.channel(BROKER) as broker:
        assert broker.accept(ccp.protect(BODY, flow="margin-call", to=BROKER)).sender == CCP
    for old, new, words in (
        ("channel/1", "channel/2", "must be cryptoagility/channel/1"),
        ("passphrase-file: passphrase", "passphrase-file: nothing", "names no file with a passphrase"),
        ("peers: peers", "pears: peers", "unknown key 'pears'"),
        ("  post-quantum", "  quantum", "unknown key 'quantum'"),
    ):
        (tmp_path / "bad.yaml").write_text(text.replace(old, new))
        with pytest.raises(MalformedInput, match=words):
            Public.open(tmp_path / "bad.yaml")
    with pytest.raises(MalformedInput, match="there is no channel"):
        Public.open(tmp_path / "none.yaml")


def test_the_policy_files_faults_are_said_with_their_lines(tmp_path: Path) -> None:
    from cryptoagility.errors import MalformedInput

    estate = Estate(tmp_path)
    for changes, words in (
        ({"state: DUAL": "state: TRIPLE"}, "flows.yaml:11: state of flow 1 is 'TRIPLE'; it must be one of"),
        ({"state: DUAL": "state: PQ-BROKEN-STANDBY"}, "needs standby keys"),
        ({"epoch: 1": "epoch: 0"}, "flows.yaml:2"),
        ({"floor: 1": "floor: 2"}, "from 1 to 1"),
        ({"validity: 300": "validity: 0"}, "validity"),
        ({"ECDSA-P256-SHA256": "ECDSA-P999"}, "no algorithm"),
        ({"expires: ": "ends: "}, "unknown key 'ends'"),
        ({'issued: "': 'issued: "x'}, "is written as"),
        ({"id: margin-call": "id: margin call"}, "has letters, digits"),
        ({estate.ids(Slot.CLASSICAL)[0]: "abc"}, "32 hexadecimal digits"),
        ({estate.ids(Slot.CLASSICAL)[0]: estate.ids(Slot.POST_QUANTUM)[0]}, "a key is there twice"),
    ):
        estate.write_policy(State.DUAL, changes=changes)
        with pytest.raises(MalformedInput, match=words):
            estate.channel(BROKER)


def test_several_at_once_are_each_judged_on_their_own(estate: Estate, parties: tuple[Channel, Channel]) -> None:
    ccp, broker = parties
    bodies = [b"<a/>", b"<b/>", b"<c/>"]
    one, two, three = ccp.protect_all(bodies, flow="margin-call", to=BROKER, message_ids=["a", "b", "c"])
    broken = Protected(b"<x/>", two.envelope)
    conflict = ccp.protect(b"<other/>", flow="margin-call", to=BROKER, message_id="a")
    found = broker.accept_all([one, broken, three, one, conflict])
    assert [type(item).__name__ for item in found] == [
        "Received",
        "MessageRefused",
        "Received",
        "MessageBusy",
        "MessageRefused",
    ]
    accepted = [item for item in found if isinstance(item, Received)]
    assert [item.body for item in accepted] == [b"<a/>", b"<c/>"]
    assert accepted[1].missing == 1  # the one that was broken on the way
    broker.commit_all(accepted)
    assert all(item.committed for item in accepted)
    assert [entry.kind for entry in broker.audit.entries()][2:] == [
        "refused",
        "alarm",
        "accepted",
        "accepted",
        "committed",
        "committed",
    ]
    with pytest.raises(NotAllowed):
        ccp.protect_all([b"<ok/>", bytes(10_001)], flow="margin-call", to=BROKER)
    assert broker.accept_all([]) == []


def test_a_message_that_was_forgotten_cannot_be_committed(estate: Estate, parties: tuple[Channel, Channel]) -> None:
    _, broker = parties
    received = broker.accept(signed(estate, BOTH, message_id="slow"))
    estate.now += 300 + 30 + LEASE + 1
    estate.write_policy(State.DUAL, epoch=2)
    time.sleep(FRESH + 0.05)
    broker.accept(signed(estate, BOTH, message_id="next"))
    with pytest.raises(StorageError, match="'slow' is not remembered any more"):
        received.commit()
