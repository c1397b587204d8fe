"""Names of what protocols offer: suites, groups, SSH, IKE, MQ; all of it in the one table, or unknown on purpose."""

from __future__ import annotations

import pytest

from cryptoagility import algorithms
from cryptoagility.errors import AgilityError
from inventory.formats import ike_proposals, mq_cipherspecs, openssl_ciphers, ssh_names, tls_groups, tls_suites
from inventory.formats.ike_proposals import Kind


def known(name: str) -> bool:
    try:
        return algorithms.parse(name).name == name
    except AgilityError:
        return False


@pytest.mark.parametrize(
    ("name", "code", "parts"),
    [
        ("TLS_AES_128_GCM_SHA256", 0x1301, ("AES-128-GCM", "SHA-256")),
        ("TLS_AES_128_CCM_SHA256", 0x1304, ("AES-128-CCM", "SHA-256")),
        ("TLS_AES_128_CCM_8_SHA256", 0x1305, ("AES-128-CCM", "SHA-256")),
        ("ECDHE-RSA-AES256-GCM-SHA384", 0xC030, ("ECDH", "RSA-PKCS1", "AES-256-GCM", "SHA-384")),
        ("TLS_RSA_WITH_AES_128_CBC_SHA", 0x002F, ("RSAES-PKCS1", "AES-128-CBC", "HMAC-SHA1")),
        ("SSL_RSA_WITH_3DES_EDE_CBC_SHA", 0x000A, ("RSAES-PKCS1", "3DES-CBC", "HMAC-SHA1")),
        ("tls_dhe_dss_with_aes_256_cbc_sha256", 0x006A, ("DH", "DSA", "AES-256-CBC", "HMAC-SHA256")),
        ("RC4-MD5", 0x0004, ("RSAES-PKCS1", "RC4", "HMAC-MD5")),
        ("TLS_ECDH_anon_WITH_AES_128_CBC_SHA", 0xC018, ("ECDH", "AES-128-CBC", "HMAC-SHA1")),
        ("TLS_PSK_WITH_AES_128_GCM_SHA256", 0x00A8, ("AES-128-GCM", "SHA-256")),
    ],
)
def test_a_suite_by_any_of_its_names(name: str, code: int, parts: tuple[str, ...]) -> None:
    suite = tls_suites.find(name)
    assert suite is not None
    assert (suite.code, suite.algorithms) == (code, parts)
    assert suite.identifiers == (f"0x{code >> 8:02X}", f"0x{code & 255:02X}")


def test_no_suite_has_the_name_of_another() -> None:
    names = [one.name for one in tls_suites.suites()]
    assert len(set(names)) == len(names)
    assert tls_suites.find("TLS_NO_SUCH_SUITE") is None


def test_every_suite_of_openssl_is_in_the_registry_with_known_algorithms() -> None:
    for one in openssl_ciphers.ciphers():
        suite = tls_suites.by_code(one.code)
        assert suite is not None
        assert [name for name in suite.algorithms if not known(name)] in ([], ["NULL"]), one.name


def test_groups_and_signature_schemes_are_in_the_table() -> None:
    everything = {**tls_groups.GROUPS, **tls_groups.SCHEMES}
    assert [name for name, (_, algorithm) in everything.items() if not known(algorithm)] == []


def test_code_points_agree_with_the_table_of_algorithms() -> None:
    for name, (code, algorithm) in tls_groups.GROUPS.items():
        rows = {row.name for row in algorithms.by_tls_group(code)}
        assert algorithm in rows or not rows, name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("diffie-hellman-group14-sha1", ("DH-2048", "SHA-1")),
        ("diffie-hellman-group-exchange-sha256", ("DH-GEX", "SHA-256")),
        ("curve25519-sha256@libssh.org", ("X25519", "SHA-256")),
        ("ecdh-sha2-nistp384", ("ECDH-P384",)),
        ("mlkem768x25519-sha256", ("mlkem768x25519-sha256",)),
        ("sntrup761x25519-sha512@openssh.com", ("sntrup761x25519-sha512",)),
        ("no-such-exchange", ()),
    ],
)
def test_key_exchanges_of_ssh(name: str, expected: tuple[str, ...]) -> None:
    assert ssh_names.exchange(name).names == expected


@pytest.mark.parametrize(
    ("reader", "name", "expected"),
    [
        (ssh_names.signature, "rsa-sha2-512-cert-v01@openssh.com", ("RSA-PKCS1-SHA512",)),
        (ssh_names.signature, "sk-ssh-ed25519@openssh.com", ("Ed25519",)),
        (ssh_names.signature, "webauthn-sk-ecdsa-sha2-nistp256@openssh.com", ("ECDSA-P256-SHA256",)),
        (ssh_names.signature, "ssh-rsa", ("RSA-PKCS1-SHA1",)),
        (ssh_names.cipher, "chacha20-poly1305@openssh.com", ("ChaCha20-Poly1305",)),
        (ssh_names.cipher, "3des-cbc", ("3DES-CBC",)),
        (ssh_names.mac, "hmac-md5-96-etm@openssh.com", ("HMAC-MD5",)),
        (ssh_names.mac, "umac-128-etm@openssh.com", ("UMAC-128",)),
        (ssh_names.mac, "hmac-none", ()),
    ],
)
def test_other_names_of_ssh(reader, name: str, expected: tuple[str, ...]) -> None:
    assert reader(name).names == expected


@pytest.mark.parametrize(
    ("word", "kind", "name", "bits", "group"),
    [
        ("aes256", Kind.ENCRYPTION, "AES-256-CBC", 256, None),
        ("aes128gcm16", Kind.ENCRYPTION, "AES-128-GCM", 128, None),
        ("aes192ccm64", Kind.ENCRYPTION, "AES-192-CCM", 192, None),
        ("aes", Kind.ENCRYPTION, "AES-128-CBC", 128, None),
        ("chacha20poly1305", Kind.ENCRYPTION, "ChaCha20-Poly1305", 256, None),
        ("3des", Kind.ENCRYPTION, "3DES-CBC", 192, None),
        ("sha2_256", Kind.INTEGRITY, "HMAC-SHA256", None, None),
        ("prfsha384", Kind.PRF, "HMAC-SHA384", None, None),
        ("modp2048", Kind.EXCHANGE, "DH-2048", None, 14),
        ("ecp384", Kind.EXCHANGE, "ECDH-P384", None, 20),
        ("x25519", Kind.EXCHANGE, "X25519", None, 31),
        ("ke1_mlkem768", Kind.EXCHANGE, "ML-KEM-768", None, 36),
        ("weird", Kind.OTHER, None, None, None),
    ],
)
def test_words_of_ike_proposals(word: str, kind: Kind, name: str | None, bits: int | None, group: int | None) -> None:
    (one,) = ike_proposals.read(f"{word}!")
    assert (one.kind, one.name, one.bits, one.group) == (kind, name, bits, group)
    assert name is None or known(name)


def test_numbers_of_ike_agree_with_the_table_of_algorithms() -> None:
    for word, (name, number) in ike_proposals._EXCHANGES.items():
        rows = {row.name for row in algorithms.by_ike(number)}
        assert name in rows or not rows, word


@pytest.mark.parametrize(
    ("name", "versions", "suite"),
    [
        ("ANY_TLS12_OR_HIGHER", ("TLSv1.2", "TLSv1.3"), None),
        ("ANY_TLS13", ("TLSv1.3",), None),
        ("ECDHE_ECDSA_AES_128_CBC_SHA256", ("TLSv1.2",), "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"),
        ("TLS_RSA_WITH_AES_256_CBC_SHA256", ("TLSv1.2",), "TLS_RSA_WITH_AES_256_CBC_SHA256"),
        ("TLS_RSA_WITH_AES_128_CBC_SHA", ("TLSv1.0",), "TLS_RSA_WITH_AES_128_CBC_SHA"),
        ("tls_aes_256_gcm_sha384", ("TLSv1.3",), "TLS_AES_256_GCM_SHA384"),
        ("RC4_MD5_US", ("SSLv3",), "TLS_RSA_WITH_RC4_128_MD5"),
    ],
)
def test_cipherspecs_of_mq(name: str, versions: tuple[str, ...], suite: str | None) -> None:
    found = mq_cipherspecs.find(name)
    assert found is not None
    assert (found.versions, found.suite) == (versions, suite)


def test_suites_of_mq_exist() -> None:
    names = [*mq_cipherspecs._SSL3.values(), *mq_cipherspecs._TLS12.values()]
    assert [name for name in names if tls_suites.find(name) is None] == []
    assert mq_cipherspecs.find("NO_SUCH_SPEC") is None
