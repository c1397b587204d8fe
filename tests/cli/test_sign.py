"""`sign` and `verify`: 0 is right, 5 is wrong or unreadable or not to be accepted, 2 could not be checked."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.cli.desk import PASSPHRASE, Desk
from tests.cli.running import TOOL


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    made.good("keys", "new", "ccp", "--algorithm", "ML-DSA-65")
    made.write("m", "settle 5,000,000 by noon\n")
    made.good("sign", "ccp", "m", "-o", "m.sig")
    made.good("keys", "export", "ccp", "-o", "ccp.pub")
    return made


def key_of(desk: Desk, name: str = "ccp") -> str:
    return str(json.loads(desk.run("keys", "show", name, "--json").out)["keys"][0]["id"][:8])


def test_what_is_right_says_by_which_key(desk: Desk) -> None:
    said = f"good signature by key {key_of(desk)} (ML-DSA-65, primary)\n"
    assert desk.good("verify", "ccp", "m", "--signature", "m.sig") == said
    assert desk.run("verify", "--public", "ccp.pub", "m", "--signature", "m.sig").out == said
    message = (desk.home / "m").read_bytes()
    assert desk.run("verify", "--public", "ccp.pub", "--signature", "m.sig", stdin=message).out == said
    signature = (desk.home / "m.sig").read_bytes()
    assert desk.run("verify", "--public", "ccp.pub", "m", "--signature", "-", stdin=signature).out == said


def test_from_standard_input_to_standard_output(desk: Desk) -> None:
    done = desk.run("sign", "ccp", stdin=b"x", env={"CRYPTOAGILITY_PASSPHRASE": PASSPHRASE})
    assert (done.code, done.err) == (0, "")
    desk.write("x.sig", done.raw)
    assert desk.run("verify", "--public", "ccp.pub", "--signature", "x.sig", stdin=b"x").code == 0


def test_armor_is_text_and_is_read_strictly(desk: Desk) -> None:
    text = desk.good("sign", "ccp", "m", "--armor")
    assert text.startswith("-----BEGIN CRYPTOAGILITY SIGNATURE-----\n")
    assert max(map(len, text.splitlines())) == 64
    desk.write("m.asc", text)
    assert desk.run("verify", "--public", "ccp.pub", "m", "--signature", "m.asc").code == 0
    for damaged in (
        text[:-40],
        text + text,
        text.replace("SIGNATURE", "MESSAGE"),
        "\n" + text,
        text.replace("A", "*", 9),
    ):
        desk.write("m.asc", damaged)
        done = desk.run("verify", "--public", "ccp.pub", "m", "--signature", "m.asc")
        assert (done.code, done.out) == (5, "")
        assert done.err.count("\n") == 1


def test_what_is_wrong_or_cannot_be_read_is_5(desk: Desk) -> None:
    wire = (desk.home / "m.sig").read_bytes()
    desk.good("keys", "new", "other", "--algorithm", "ML-DSA-65")
    desk.good("sign", "other", "m", "-o", "other.sig")
    desk.write("huge.sig", b"\x01" * (9 << 20))
    desk.write("cut.sig", wire[:-1])
    desk.write("long.sig", wire + b"\0")
    desk.write("flipped.sig", wire[:-1] + bytes([wire[-1] ^ 1]))
    desk.write("version.sig", b"\x07" + wire[1:])
    desk.write("empty.sig", b"")
    desk.write("text.sig", b"\x1b[2J not a signature")
    desk.write("n", "settle 5,000,001 by noon\n")
    for file, signature, said in (
        ("n", "m.sig", "the signature is wrong"),
        ("m", "flipped.sig", "the signature is wrong"),
        ("m", "cut.sig", "the signature is wrong"),
        ("m", "long.sig", "the signature is wrong"),
        ("m", "version.sig", "not accepted: not a signature of a keyset"),
        ("m", "empty.sig", "not accepted: not a signature of a keyset"),
        ("m", "text.sig", "not accepted: not a signature of a keyset"),
        ("m", "huge.sig", "has more than 8,388,608 bytes: that is no signature"),
        ("m", "other.sig", f"not accepted: no key {key_of(desk, 'other')} in this keyset (generation 1)"),
    ):
        done = desk.run("verify", "--public", "ccp.pub", file, "--signature", signature)
        assert (done.code, done.out) == (5, ""), signature
        assert said in done.err
        assert done.err.count("\n") == 1
        assert "\x1b" not in done.err


def test_what_could_not_be_checked_is_2(desk: Desk) -> None:
    desk.write("garbage", b"\x01\x02")
    for arguments, said in (
        (["--signature", "m.sig"], "say a keyset's NAME or --public FILE"),
        (["ccp", "m", "more", "--signature", "m.sig"], "say a keyset's NAME or --public FILE"),
        (["ccp", "m"], "Missing option '--signature'"),
        (["ccp", "m", "--signature", "m.sig"], "no passphrase for the keyset"),
        (["nobody", "m", "--signature", "m.sig"], "there is no keyset 'nobody'"),
        (["ccp", "m", "--signature", "m.sig", "--pin", "00" * 32], "--pin and --algorithm go with --public"),
        (["--public", "missing", "m", "--signature", "m.sig"], "cannot read 'missing'"),
        (["--public", "garbage", "m", "--signature", "m.sig"], "'garbage' is no public keyset"),
        (["--public", "m.sig", "m", "--signature", "m.sig"], "'m.sig' is no public keyset"),
        (["--public", "ccp.pub", "missing", "--signature", "m.sig"], "cannot read 'missing'"),
        (["--public", "ccp.pub", "m", "--signature", "missing"], "cannot read 'missing'"),
        (["--public", "ccp.pub", "m", "--signature", "."], "cannot read '.'"),
        (["--public", "ccp.pub", "--signature", "-"], "cannot both come from standard input"),
        (["--public", "ccp.pub", "m", "--signature", "m.sig", "--pin", "0123"], "--pin takes a SHA-256"),
        (["--public", "ccp.pub", "m", "--signature", "m.sig", "--pin", "00" * 32], "not those that are pinned"),
        (["--public", "ccp.pub", "m", "--signature", "m.sig", "--algorithm", "Ed25519"], "a public keyset does"),
    ):
        done = desk.run("verify", *arguments)
        assert (done.code, done.out) == (2, ""), arguments
        assert said in done.err
        assert done.err.count("\n") == 1
    done = desk.run("verify", "ccp", "m", "--signature", "m.sig", env={"CRYPTOAGILITY_PASSPHRASE": "wrong"})
    assert (done.code, "the keyset could not be opened" in done.err) == (2, True)


def test_public_keys_of_a_peer_in_other_formats(desk: Desk) -> None:
    desk.good("keys", "new", "ec", "--algorithm", "ECDSA-P256-SHA256")
    desk.good("sign", "ec", "m", "-o", "ec.sig")
    pin = json.loads(desk.run("keys", "show", "ec", "--json").out)["keys"][0]["fingerprint"]
    for form in ("jwks", "spki"):
        desk.good("keys", "export", "ec", "--format", form, "-o", "ec.pub")
        verify = ("verify", "--public", "ec.pub", "m", "--signature", "ec.sig")
        assert desk.run(*verify).code == 0
        assert desk.run(*verify, "--pin", pin).code == 0
        done = desk.run(*verify, "--pin", "00" * 32)
        assert (done.code, "no key with the fingerprint 00" in done.err) == (2, True)
    plain = (desk.home / "ec.pub").read_text().split("\n", 1)[1]
    desk.write("plain.pem", plain)
    verify = ("verify", "--public", "plain.pem", "m", "--signature", "ec.sig")
    done = desk.run(*verify)
    assert (done.code, "EC-P256 does not say what it is used with; say one of" in done.err) == (2, True)
    assert desk.run(*verify, "--algorithm", "ECDSA-P256-SHA256").code == 0
    assert desk.run(*verify, "--algorithm", "ECDSA-P256-SHA384").code == 5


def test_a_retired_algorithm_is_not_accepted_from_peers_either(desk: Desk) -> None:
    assert desk.run("keys", "retire", "ML-DSA-65", "--reason", "a paper", "--yes").code == 0
    for arguments in (["ccp", "m", "--passphrase-file", "pass"], ["--public", "ccp.pub", "m"]):
        done = desk.run("verify", *arguments, "--signature", "m.sig")
        assert (done.code, "not accepted: ML-DSA-65 is retired since" in done.err) == (5, True)


def test_a_set_of_several_signs_and_verifies_as_one(desk: Desk) -> None:
    desk.good("keys", "new", "two", "--algorithm", "Ed25519", "--algorithm", "ML-DSA-44")
    desk.good("sign", "two", "m", "-o", "two.sig")
    assert desk.good("verify", "two", "m", "--signature", "two.sig").count("good signature by key") == 2


def test_a_keyset_that_does_not_sign_says_so(desk: Desk) -> None:
    desk.good("keys", "new", "box", "--algorithm", "X-Wing")
    done = desk.opened("sign", "box", "m")
    assert (done.code, "this keyset is there to encrypt, not to sign messages" in done.err) == (2, True)
    done = desk.opened("verify", "box", "m", "--signature", "m.sig")
    assert (done.code, "this keyset is there to encrypt" in done.err) == (5, True)


def test_output_that_cannot_be_written_leaves_what_was_there(desk: Desk) -> None:
    before = (desk.home / "m.sig").read_bytes()
    for output, said in (("missing/x", "No such file or directory"), (".", "Is a directory"), ("", "names no file")):
        done = desk.opened("sign", "ccp", "m", "-o", output)
        assert (done.code, said in done.err) == (2, True)
    for redirection, code in ((">/dev/full", 2), (">&-", 2)):
        done_ = subprocess.run(
            ["bash", "-c", f'exec "$@" {redirection}', "bash", *TOOL, "sign", "ccp", "m", "--passphrase-file", "pass"],
            cwd=desk.home,
            env=desk.environment(),
            capture_output=True,
            text=True,
            start_new_session=True,
            check=False,
        )
        assert (done_.returncode, done_.stderr.count("\n")) == (code, 1)
    # A limit on the size of files stands for a full disk: the write fails in its midst, and the old signature is there.
    limited = 'ulimit -f 1; trap "" XFSZ; exec "$@"'
    full = subprocess.run(
        ["bash", "-c", limited, "bash", *TOOL, "sign", "ccp", "m", "-o", "m.sig", "--passphrase-file", "pass"],
        cwd=desk.home,
        env=desk.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (full.returncode, full.stderr) == (2, "cryptoagility: cannot write 'm.sig': File too large\n")
    assert (desk.home / "m.sig").read_bytes() == before
    (desk.home / "link").symlink_to("m")
    for output in ("m", "./m", "link"):
        done = desk.opened("sign", "ccp", "m", "-o", output)
        assert (done.code, "is the message itself" in done.err) == (2, True)
