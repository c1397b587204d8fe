"""What the engine makes of Go: elided types, several results, parts of arrays, settings, closures, module versions."""

from __future__ import annotations

import pytest

from inventory.detectors.code import SourceCode
from inventory.detectors.detector import File
from inventory.model import Finding

HEAD = """package a
import (
	"crypto/aes"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/tls"
	"hash"
	"net/http"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/cloudflare/circl/sign/mldsa/mldsa65"
)
type Server struct { *tls.Config; name string }
type Named struct { Key []byte }
"""
LINES = HEAD.count("\n")


def found(body: str) -> set[str]:
    items = list(SourceCode().detect(File("a.go", f"{HEAD}{body}\n".encode())))
    assert all(isinstance(one, Finding) for one in items)
    return {
        f"{(one.location.line or 0) - LINES} {one.algorithm if one.asset.kind == 'algorithm' else one.asset.value}"
        + (f" ({one.reason})" if one.reason else "")
        for one in items
        if isinstance(one, Finding)
    }


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("func f(t *http.Transport) { t.TLSClientConfig.MinVersion = tls.VersionTLS10 }", {"1 tls:min=TLSv1.0"}),
        ("func f(s *http.Server) { s.TLSConfig.MaxVersion = tls.VersionTLS12 }", {"1 tls:max=TLSv1.2"}),
        (
            "func f() {\ns := &Server{Config: &tls.Config{}}\ns.MinVersion = tls.VersionTLS11\n}",
            {"2 tls", "3 tls:min=TLSv1.1"},
        ),
        (
            "var l = []tls.Config{{MinVersion: tls.VersionTLS12},\n{MinVersion: tls.VersionTLS13}}",
            {"1 tls:min=TLSv1.2", "2 tls:min=TLSv1.3"},
        ),
        ('var m = map[string]*tls.Config{\n"a": {MinVersion: tls.VersionTLS11},\n}', {"2 tls:min=TLSv1.1"}),
        ("var m = [][]tls.Config{{\n{MinVersion: tls.VersionTLS11}}}", {"2 tls:min=TLSv1.1"}),
        (
            "func f() {\n_, k, _ := ed25519.GenerateKey(rand.Reader)\nk.Sign(rand.Reader, nil, nil)\n}",
            {"2 Ed25519", "3 Ed25519"},
        ),
        (
            "func f() {\n_, k, _ := mldsa65.GenerateKey(rand.Reader)\nk.Sign(rand.Reader, nil, nil)\n}",
            {"2 ML-DSA-65", "3 ML-DSA-65"},
        ),
        ("func f() {\nd := sha256.Sum256(nil)\naes.NewCipher(d[:])\n}", {"2 SHA-256", "3 AES-256"}),
        ("func f() {\nd := sha512.Sum512(nil)\naes.NewCipher(d[:16])\n}", {"2 SHA-512", "3 AES-128"}),
        ("func f() { aes.NewCipher([]byte{1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16}) }", {"1 AES-128"}),
        ("func f() { aes.NewCipher([24]byte{1}[:]) }", {"1 AES-192"}),
        ("func f() {\nvar k [32]byte\naes.NewCipher(k[:])\n}", {"3 AES-256"}),
        (
            "func f() {\nc := &tls.Config{MinVersion: tls.VersionTLS12}\nif x {\nc.MinVersion = tls.VersionTLS10\n}}",
            {"2 tls:min=TLSv1.0", "2 tls:min=TLSv1.2"},
        ),
        (
            "func f(old bool) {\nc := &tls.Config{MinVersion: tls.VersionTLS12}\nc.MinVersion = tls.VersionTLS10\n}",
            {"2 tls:min=TLSv1.0"},
        ),
        (
            "func f() {\ng := func(h func() hash.Hash) { hmac.New(h, nil) }\ng(sha512.New)\ng(sha256.New)\n}",
            {"2 HMAC-SHA512", "2 HMAC-SHA256"},
        ),
        (
            'func f() { jwt.ParseSigned("x", nil) }',
            {"1 None (no algorithms are required and the token names its own)"},
        ),
        ("var n = []Named{{Key: nil}}", set()),
        ("var n = []struct{ c tls.Config }{{\ntls.Config{MinVersion: tls.VersionTLS12}}}", {"2 tls:min=TLSv1.2"}),
    ],
)
def test_go(body: str, expected: set[str]) -> None:
    assert found(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("if c { n = LONG; USE }", {"1 AES-256"}),
        ("if c { n = LONG }; USE", {"1 AES-128", "1 AES-256"}),
        ("for ; c; n = LONG { USE }", {"1 AES-128", "1 AES-256"}),
        ("if c { t = n; iv = t }; if !c { t = LONG; n = t; USE }", {"1 AES-256"}),
        ("f := func() { USE }; if c { n = LONG; f() }", {"1 AES-128", "1 AES-256"}),
    ],
)
def test_what_a_variable_holds_in_a_block(body: str, expected: set[str]) -> None:
    made = body.replace("LONG", "make([]byte, 32)").replace("USE", "aes.NewCipher(n)")
    assert found(f"func f(c bool) {{ var t, iv []byte; n := make([]byte, 16); _ = iv; {made} }}") == expected
