// Package feed publishes signed risk numbers.
package feed

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"hash"

	"golang.org/x/crypto/chacha20poly1305"
)

// The checksum of old clients was md5.Sum(body).
const note = "signed with rsa.SignPKCS1v15 until 2022"

func keys() (ed25519.PrivateKey, *ecdsa.PrivateKey) {
	_, member, _ := ed25519.GenerateKey(rand.Reader)
	market, _ := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	return member, market
}

func sign(key *ecdsa.PrivateKey, body []byte) ([]byte, error) {
	digest := sha256.Sum256(body)
	return ecdsa.SignASN1(rand.Reader, key, digest[:])
}

func tag(newHash func() hash.Hash, key, body []byte) []byte {
	mac := hmac.New(newHash, key)
	mac.Write(body)
	return mac.Sum(nil)
}

func heartbeat(key, body []byte) []byte {
	return tag(sha256.New, key, body)
}

func seal(key, nonce, body []byte) []byte {
	aead, _ := chacha20poly1305.New(key)
	return aead.Seal(nil, nonce, body, nil)
}
