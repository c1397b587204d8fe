"""Keys and PINs that stand where the name of a file is expected: nothing of them is told."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from inventory.detectors.configuration import showing
from tests.cli.running import run

_DER = base64.b64encode(
    bytes.fromhex("308204bd020100300d06092a864886f70d0101010500") + random.Random(1).randbytes(1200)
)
DER = _DER.decode()
PEM = "-----BEGIN PRIVATE KEY-----\n" + "\n".join(DER[at : at + 64] for at in range(0, len(DER), 64))
TEXTS = {
    "a key as data:": f"data:{PEM}",
    "a key with written ends of lines": "data:" + PEM.replace("\n", "\\n"),
    "a key": PEM,
    "a key on one line": DER,
    "a key called as a file is": f"{DER[:900]}/{DER[900:1100]}.pem",
    "a token and its PIN": f"engine:pkcs11:object=a;pin-value={DER[30:60]}/x.key",
    "an address with an account": f"https://user:{DER[30:60].replace('/', '_')}@host.example/a/b.pem",
}
FILES = {
    "nginx.conf": 'events {{}} http {{ server {{ listen 443 ssl; ssl_certificate_key "{0}"; ssl_dhparam "{0}"; }} }}',
    "postgresql.conf": "ssl = on\nssl_key_file = '{0}'\nssl_dh_params_file = '{0}'\n",
    "rabbitmq.conf": "listeners.ssl.default = 5671\nssl_options.keyfile = {0}\nssl_options.certfile = {0}\n",
    "httpd.conf": '<VirtualHost *:443>\nSSLEngine on\nSSLCertificateKeyFile "{0}"\n</VirtualHost>\n',
    "haproxy.cfg": "frontend a\n  mode http\n  bind :443 ssl crt {0}\n",
}


@pytest.mark.parametrize("kind", TEXTS)
def test_a_key_or_a_pin_is_not_told_as_the_name_of_a_file(kind: str) -> None:
    told = showing.file(TEXTS[kind])
    assert not any(TEXTS[kind][at : at + 10] in told for at in range(12, len(TEXTS[kind]) - 10))


@pytest.mark.parametrize("kind", ["a key as data:", "a key with written ends of lines", "a key", "a key on one line"])
@pytest.mark.parametrize("of", [showing.listed, showing.endpoint, showing.file])
def test_of_a_key_in_a_list_only_the_beginning_is_told(of: Callable[[str], str], kind: str) -> None:
    assert len(of(TEXTS[kind])) <= showing.SHORT + 1


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("kind", TEXTS)
def test_no_key_reaches_the_inventory(kind: str, name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(FILES[name].format(TEXTS[kind]), "utf-8")
    done = run(tmp_path, "scan", ".", "-o", "-")
    assert done.code == 0
    assert json.loads(done.out)["components"], "the configuration is read"
    text = DER[30:]
    assert not any(text[at : at + 12] in done.out + done.err for at in range(0, len(text) - 12, 4))


@pytest.mark.parametrize(
    "name",
    [
        "/etc/letsencrypt/live/www.example.com/fullchain.pem",
        "C:\\certs\\a.pem",
        "classpath:keystore.p12",
        "${CONF}/tls/a.pem",
        "/usr/local/etc/openssl@3/cert.pem",
        "ssl/ssh_host_ed25519_key",
    ],
)
def test_the_name_of_a_file_is_told(name: str) -> None:
    assert showing.file(name) == name
