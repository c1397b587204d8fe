package main

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"hash"
)

const bits = 2 * 1024

type Signer struct {
	hash func() hash.Hash
	size int
}

func NewSigner(h func() hash.Hash) *Signer { return &Signer{hash: h, size: bits} }

func (s *Signer) Sign(key, data []byte) []byte {
	m := hmac.New(s.hash, key)
	m.Write(data)
	rsa.GenerateKey(rand.Reader, s.size)
	return m.Sum(nil)
}

var table = map[string]func() hash.Hash{"a": md5.New, "b": sha256.New}

func main() {
	NewSigner(sha256.New).Sign(nil, nil)
	k, err := rsa.GenerateKey(rand.Reader, bits)
	for _, f := range table {
		hmac.New(f, nil)
	}
	h := table["a"]
	h()
	_ = k
}
