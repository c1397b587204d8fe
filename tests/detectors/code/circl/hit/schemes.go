package main

import (
	"crypto/rand"

	"github.com/cloudflare/circl/dh/x448"
	"github.com/cloudflare/circl/hpke"
	"github.com/cloudflare/circl/kem/kyber/kyber768"
	"github.com/cloudflare/circl/kem/mlkem/mlkem1024"
	"github.com/cloudflare/circl/kem/schemes"
	"github.com/cloudflare/circl/sign/ed448"
	"github.com/cloudflare/circl/sign/mldsa/mldsa65"
	signatures "github.com/cloudflare/circl/sign/schemes"
)

func kems(data []byte) {
	kyber768.GenerateKeyPair(rand.Reader)
	scheme := mlkem1024.Scheme()
	public, private, _ := scheme.GenerateKeyPair()
	scheme.Encapsulate(public)
	schemes.ByName("ML-KEM-768").Decapsulate(private, data)
}

func sign(data []byte) {
	public, private, _ := mldsa65.GenerateKey(rand.Reader)
	mldsa65.SignTo(private, data, nil, true, data)
	mldsa65.Verify(public, data, nil, data)
	_, other, _ := ed448.GenerateKey(rand.Reader)
	ed448.Sign(other, data, "")
	signatures.ByName("Dilithium3").GenerateKey()
}

func exchange(a, b, c *x448.Key, data []byte) {
	x448.Shared(a, b, c)
	suite := hpke.NewSuite(hpke.KEM_X25519_HKDF_SHA256, hpke.KDF_HKDF_SHA256, hpke.AEAD_AES128GCM)
	suite.NewSender(nil, data)
}
