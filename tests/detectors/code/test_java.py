"""What the engine makes of Java: enumerations with fields, valueOf, annotations, objects that are given."""

from __future__ import annotations

import pytest

from inventory.detectors.code import SourceCode
from inventory.detectors.detector import File
from inventory.model import Finding

HEAD = """package a;
import java.security.*;
import javax.crypto.*;
class A {
  enum Alg {
    WEAK("DES", 56), STRONG("AES", 256);
    final String name; private final int bits;
    Alg(String n, int b) { name = n; bits = b; }
    int bits() { return bits; }
  }
  enum Plain { SHA512, MD5 }
"""
LINES = HEAD.count("\n")


def found(body: str) -> set[str]:
    items = list(SourceCode().detect(File("A.java", f"{HEAD}{body}\n}}\n".encode())))
    assert all(isinstance(one, Finding) for one in items)
    return {
        f"{(one.location.line or 0) - LINES} {one.algorithm or one.asset.value}"
        + (f" ({one.reason})" if one.reason else "")
        for one in items
        if isinstance(one, Finding)
    }


MAKE = "KeyGenerator g = KeyGenerator.getInstance(a.name); g.init(a.bits);"
UNSEEN = "the call names no algorithm that can be seen"
BARE = "class A { void f() throws Exception { javax.crypto.Cipher.getInstance(%s); } }"
BOTH = {"1 AES-256", "1 DES"}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("void f(Alg a) { MAKE }", BOTH),
        ("void f(Alg a) { KeyGenerator g = KeyGenerator.getInstance(a.name); g.init(a.bits()); }", BOTH),
        ("void f(String s) { Alg a = Alg.valueOf(s); MAKE }", BOTH),
        ("void f() { for (Alg a : Alg.values()) { MAKE } }", BOTH),
        ('void f() { Alg a = Alg.valueOf("STRONG"); MAKE }', {"1 AES-256"}),
        ("void f() { KeyGenerator g = KeyGenerator.getInstance(Alg.WEAK.name); }", {"1 DES"}),
        (
            ('void f() { Signature s = Signature.getInstance("RSASSA-PSS");\n'
            's.setParameter(new java.security.spec.PSSParameterSpec("SHA-384", "MGF1", null, 48, 1));\n'
            'KeyPairGenerator g = KeyPairGenerator.getInstance("RSA"); g.initialize(3072);\n'
            "s.initSign(g.generateKeyPair().getPrivate()); s.sign(); }"),
            {"1 RSA-PSS-3072-SHA384", "3 RSA-3072"},
        ),
        (
            ('void f() { KeyPairGenerator g = KeyPairGenerator.getInstance("EC");\n'
            'if (x) g.initialize(256); else g.initialize(new java.security.spec.ECGenParameterSpec("secp384r1")); }'),
            {"1 EC", "1 EC-P384"},
        ),
        ("void f(Plain p) { MessageDigest.getInstance(p.name()); }", {"1 MD5", "1 SHA-512"}),
        ("void f() { MessageDigest.getInstance(Plain.MD5.toString()); }", {"1 MD5"}),
        ("void f(Key k, Cipher c) { c.init(1, k); }", {f"1 unknown:other:javax.crypto.Cipher.init ({UNSEEN})"}),
    ],
)  # fmt: skip
def test_java(body: str, expected: set[str]) -> None:
    assert found(body.replace("MAKE", MAKE)) == expected


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ('"AES", "SunJCE"', "AES-ECB mode=ECB padding=pkcs7"),
        ('"AES", new org.bouncycastle.jce.provider.BouncyCastleProvider()', "AES-ECB mode=ECB padding=pkcs7"),
        ('"DESede", "BC"', "3DES-ECB mode=ECB padding=pkcs7"),
        ('"RSA", "SunJCE"', "RSAES-PKCS1 padding=pkcs1v15"),
        ('"RSA", "BC"', "RSA padding=raw"),
        ('"AES"', "AES"),
        ('"AES", "IBMJCE"', "AES"),
        ('"AES/GCM/NoPadding", "SunJCE"', "AES-GCM"),
    ],
)
def test_a_default_is_filled_in_only_where_the_provider_is_known(arguments: str, expected: str) -> None:
    (one,) = SourceCode().detect(File("A.java", (BARE % arguments).encode()))
    assert isinstance(one, Finding)
    defaults = [
        f"{each.name}={each.value}" for each in one.parameters if each.how == "default" and each.name != "algorithm"
    ]
    assert " ".join([str(one.algorithm), *defaults]) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('if (b) { s = "SHA-256"; HASH }', {"1 SHA-256"}),
        ('if (b) s = "SHA-256"; HASH', {"1 MD5", "1 SHA-256"}),
        ('if (b) { s = "SHA-1"; use(s); } if (!b) { s = "SHA-256"; HASH }', {"1 SHA-256"}),
        ('for (;;) { HASH s = "SHA-256"; }', {"1 MD5", "1 SHA-256"}),
        ('for (;;) { s = "SHA-1"; HASH }', {"1 SHA-1"}),
        ('for (; b; s = "SHA-256") { HASH }', {"1 MD5", "1 SHA-256"}),
        ('for (s = "SHA-1"; b; s = "SHA-256") { HASH }', {"1 SHA-1", "1 SHA-256"}),
        ('try { s = "SHA-1"; } catch (E e) { HASH }', {"1 MD5", "1 SHA-1"}),
        ('switch (i) { case 1: s = "SHA-1"; case 2: HASH }', {"1 MD5", "1 SHA-1"}),
        ('switch (i) { case 1: s = "SHA-1"; break; case 2: s = "SHA-256"; HASH }', {"1 SHA-256"}),
    ],
)
def test_what_a_variable_holds_in_a_block(body: str, expected: set[str]) -> None:
    made = body.replace("HASH", "MessageDigest.getInstance(s);")
    assert found(f'void f(boolean b, int i) {{ String s = "MD5"; {made} }}') == expected


RSA = 'KeyPairGenerator g = KeyPairGenerator.getInstance("RSA");'
EC = 'KeyPairGenerator g = KeyPairGenerator.getInstance("EC");'


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            f"public void f(int bits) {{ {RSA} g.initialize(bits); }}",
            {"1 RSA (key_size: value comes from parameter 'bits' (no caller in this file))"},
        ),
        (
            f"private void f(int bits) {{ {RSA} g.initialize(bits); }}\nvoid h(int n) {{ f(2048); f(n); }}",
            {"1 RSA (key_size: value comes from parameter 'n' (no caller in this file))", "1 RSA-2048"},
        ),
        (f'void f() {{ {EC} g.initialize(new java.security.spec.ECGenParameterSpec("secp256r1")); }}', {"1 EC-P256"}),
    ],
)
def test_a_size_that_nobody_knows_is_said_and_does_not_vanish_beside_a_known_one(body: str, expected: set[str]) -> None:
    assert found(body) == expected
