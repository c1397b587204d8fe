"""What protocols offer, in the fields that CycloneDX 1.7 has for it."""

from __future__ import annotations

import json

from inventory.cbom import write
from inventory.detectors.configuration import Configuration
from inventory.detectors.detector import File
from inventory.graph import build
from inventory.model import Finding

Row = dict[str, object]


def protocol(path: str, text: str) -> Row:
    """The properties of the first protocol in this configuration."""
    found = [one for one in Configuration().detect(File(path, text.encode())) if isinstance(one, Finding)]
    bom = json.loads(write(build("x", found), version="0"))
    references = {one["bom-ref"] for one in bom["components"]}
    rows = [one["cryptoProperties"]["protocolProperties"] for one in bom["components"] if "protocol:" in one["bom-ref"]]
    for suite in rows[0].get("cipherSuites", ()):
        assert set(suite.get("algorithms", ())) <= references
    return rows[0]


def test_suites_have_code_points_algorithms_groups_and_signature_schemes() -> None:
    text = """
        SSLEngine on
        SSLProtocol TLSv1.2
        SSLCipherSuite ECDHE-RSA-AES256-GCM-SHA384:AES128-SHA
        SSLOpenSSLConfCmd Curves X25519
        SSLOpenSSLConfCmd SignatureAlgorithms ECDSA+SHA384
    """
    assert protocol("httpd.conf", text) == {
        "type": "tls",
        "version": "TLSv1.2",
        "cipherSuites": [
            {
                "name": "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                "algorithms": [
                    "algorithm:AES-256-GCM",
                    "algorithm:RSA-PKCS1",
                    "algorithm:SHA-384",
                    "algorithm:X25519",
                ],
                "identifiers": ["0xC0", "0x30"],
                "tlsGroups": ["x25519"],
                "tlsSignatureSchemes": ["ecdsa_secp384r1_sha384"],
            },
            {
                "name": "TLS_RSA_WITH_AES_128_CBC_SHA",
                "algorithms": ["algorithm:AES-128-CBC", "algorithm:HMAC-SHA1", "algorithm:RSAES-PKCS1"],
                "identifiers": ["0x00", "0x2F"],
                "tlsSignatureSchemes": ["ecdsa_secp384r1_sha384"],
            },
        ],
    }


def test_ike_has_its_transforms() -> None:
    text = """
        connections { a { version = 2
          proposals = aes256gcm16-prfsha384-ecp384-ke1_mlkem768, aes128-sha256-weird-modp2048
        } }
    """
    made = protocol("swanctl.conf", text)
    assert made["type"] == "ike"
    assert made["ikev2TransformTypes"] == {
        "encr": [
            {"name": "aes256gcm16", "keyLength": 256, "algorithm": "algorithm:AES-256-GCM"},
            {"name": "aes128", "keyLength": 128, "algorithm": "algorithm:AES-128-CBC"},
        ],
        "prf": [{"name": "prfsha384", "algorithm": "algorithm:HMAC-SHA384"}],
        "integ": [{"name": "sha256", "algorithm": "algorithm:HMAC-SHA256"}],
        "ke": [
            {"group": 20, "algorithm": "algorithm:ECDH-P384"},
            {"group": 36, "algorithm": "algorithm:ML-KEM-768"},
            {"group": 14, "algorithm": "algorithm:DH-2048"},
        ],
    }


def test_what_is_no_tls_has_no_code_points() -> None:
    made = protocol("sshd_config", "Ciphers aes128-ctr\nMACs hmac-sha2-256\nKexAlgorithms curve25519-sha256\n")
    assert made == {
        "type": "ssh",
        "version": "2.0",
        "cipherSuites": [{"name": "aes128-ctr"}, {"name": "hmac-sha2-256"}],
    }
