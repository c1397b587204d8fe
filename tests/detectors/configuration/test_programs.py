"""What the detector says of a configuration, compared with what the program itself says or does.

Every program is optional: a test is skipped with the command that brings it, unless REQUIRE_SERVICES=1.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from inventory.formats import openssl_ciphers, tls_suites
from inventory.model import Finding, Kind, ProtocolFacts
from tests.conftest import need
from tests.formats.test_openssl_ciphers import need_openssl

from .samples import said

PACKAGES = {"sshd": "openssh-server", "ssh": "openssh-client", "nginx": "nginx", "openssl": "openssl"}


def program(name: str) -> str:
    """The path of a program."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
    need(found, name, f"apt install {PACKAGES[name]}")
    return str(found)


def endpoints(folder: Path) -> dict[str, ProtocolFacts]:
    """Facts of each protocol, by the name of its endpoint."""
    found: dict[str, ProtocolFacts] = {}
    for one in said(folder)[0]:
        if one.asset.kind is Kind.PROTOCOL:
            assert isinstance(one, Finding)
            assert isinstance(one.facts, ProtocolFacts)
            name = next((p.value for p in one.parameters if p.name == "endpoint"), "")
            found[name] = one.facts
    return found


SSHD = {
    "everything by default": "# nothing\n",
    "lists": "KexAlgorithms curve25519-sha256,ecdh-sha2-nistp256\nCiphers aes256-ctr\nMACs hmac-sha2-512\n",
    "added": "KexAlgorithms +diffie-hellman-group1-sha1\nMACs +hmac-md5,hmac-md5-96\n",
    "taken away": "Ciphers -chacha20*,aes128*\nMACs -*sha1*,umac-64*\nKexAlgorithms -diffie*\n",
    "put first": "Ciphers ^3des-cbc,aes256-cbc\nHostKeyAlgorithms ^ssh-rsa\nPubkeyAcceptedAlgorithms +ssh-dss\n",
    "the first one counts": "Ciphers aes256-ctr\nCiphers 3des-cbc\nciphers aes128-ctr\n",
    "quotes and signs": 'Ciphers="aes256-ctr,aes128-ctr"\nMACs = hmac-sha2-256\n',
}


def told(output: str) -> dict[str, list[str]]:
    """``keyword a,b`` of ``sshd -T`` and ``ssh -G``."""
    pairs = (line.partition(" ") for line in output.splitlines())
    return {name: value.split(",") for name, _, value in pairs}


@pytest.mark.parametrize("name", SSHD)
@pytest.mark.parametrize("which", ["sshd", "ssh"])
def test_ssh_means_what_the_program_says(which: str, name: str, tmp_path: Path) -> None:
    path = program(which)
    file = tmp_path / f"{which}_config"
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    file.write_text(SSHD[name] + (f"HostKey {key}\n" if which == "sshd" else ""), "utf-8")
    Path("/run/sshd").mkdir(exist_ok=True)
    call = [path, "-T", "-f", file] if which == "sshd" else [path, "-F", file, "-G", "host"]
    done = subprocess.run(call, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    taken = f"{which} that takes this configuration ({done.stderr.strip()[:200]})"
    need(done.returncode == 0, taken, f"apt install {PACKAGES[which]}")
    expected = told(done.stdout)
    key.unlink()
    facts = next(iter(endpoints(tmp_path).values()))
    # Of what depends on the version the detector says all that is possible (a strength only if it is certain).
    assert set(facts.cipher_suites) == set(expected["ciphers"]) | set(expected["macs"])
    surplus = set(facts.groups) - set(expected["kexalgorithms"])
    missing = set(expected["kexalgorithms"]) - set(facts.groups)
    assert all(one.startswith(("mlkem", "sntrup")) for one in missing)
    assert surplus <= {"diffie-hellman-group14-sha1"} | {one for one in facts.groups if one.startswith("diffie")}
    assert set(expected["hostkeyalgorithms"]) <= set(facts.signature_schemes)


@contextmanager
def nginx(folder: Path) -> Iterator[None]:
    """The server with this configuration, for as long as it is needed."""
    call = [program("nginx"), "-p", folder, "-c", folder / "nginx.conf"]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"nginx does not start: {done.stderr.strip()[:300]}"
    try:
        yield
    finally:
        pid = folder / "nginx.pid"
        for _ in range(50):
            if pid.exists() and pid.read_text().strip():
                break
            time.sleep(0.1)
        subprocess.run([*call, "-s", "quit"], capture_output=True, check=False)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def accepted(port: int, *options: str) -> bool:
    """Whether a handshake with these options of s_client succeeds."""
    call = ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", *options]
    done = subprocess.run(call, input=b"", capture_output=True, timeout=20, check=False)
    return b"New, TLS" in done.stdout and b"Cipher is (NONE)" not in done.stdout


NGINX = {
    "two": "ssl_protocols TLSv1.2; ssl_ciphers ECDHE+AESGCM:kRSA+AES:!SHA1:DHE-RSA-AES128-SHA; "
    "ssl_ecdh_curve secp384r1;",
    "new": "ssl_protocols TLSv1.3; ssl_conf_command Ciphersuites TLS_AES_128_GCM_SHA256;",
    "ccm": "ssl_protocols TLSv1.3; ssl_conf_command Ciphersuites TLS_AES_128_CCM_SHA256:TLS_AES_128_CCM_8_SHA256;",
}


def test_nginx_offers_what_is_said_of_it(tmp_path: Path) -> None:
    openssl = program("openssl")
    need_openssl()
    made = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes"]
    files = ["-keyout", tmp_path / "key.pem", "-out", tmp_path / "cert.pem", "-subj", "/CN=two.example"]
    subprocess.run([*made, *files], capture_output=True, check=True)
    ports = {name: free_port() for name in NGINX}
    servers = "".join(
        f"server {{ listen 127.0.0.1:{ports[name]} ssl; server_name {name}.example; ssl_certificate cert.pem; "
        f"ssl_certificate_key key.pem; {text} }}\n"
        for name, text in NGINX.items()
    )
    head = f"pid {tmp_path}/nginx.pid; error_log {tmp_path}/error.log;\nevents {{}}\n"
    (tmp_path / "nginx.conf").write_text(f"{head}http {{ access_log off;\n{servers}}}\n", "utf-8")
    found = endpoints(tmp_path)
    with nginx(tmp_path):
        two, new = ports["two"], ports["new"]
        assert found["two.example"].groups == ("secp384r1",)
        ephemeral = ("-tls1_2", "-cipher", "ECDHE", "-groups")
        assert [accepted(two, *ephemeral, name) for name in ("P-384", "X25519")] == [True, False]
        assert not accepted(two, "-tls1_3")
        offered = {name for name in found["two.example"].cipher_suites if "_DSS_" not in name and "_ECDSA_" not in name}
        for one in openssl_ciphers.ciphers():
            suite = tls_suites.by_code(one.code)
            assert suite is not None
            if suite.authentication == "RSA" and one.enc.startswith(("AESGCM", "AES(")):  # the key is one of RSA
                assert accepted(two, "-tls1_2", "-cipher", one.name) == (suite.name in offered), suite.name
        assert found["new.example"].cipher_suites == ("TLS_AES_128_GCM_SHA256",)
        assert accepted(new, "-tls1_3", "-ciphersuites", "TLS_AES_128_GCM_SHA256")
        assert not accepted(new, "-tls1_3", "-ciphersuites", "TLS_AES_256_GCM_SHA384")
        assert not accepted(new, "-tls1_2")
        ccm = found["ccm.example"].cipher_suites
        assert ccm == ("TLS_AES_128_CCM_SHA256", "TLS_AES_128_CCM_8_SHA256")
        every = ("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", *ccm)
        assert tuple(one for one in every if accepted(ports["ccm"], "-tls1_3", "-ciphersuites", one)) == ccm
