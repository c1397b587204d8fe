package main

import (
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/sm3"
	"github.com/emmansun/gmsm/sm4"
)

func keys(data, key []byte) {
	private, _ := sm2.GenerateKey(rand.Reader)
	private.Sign(rand.Reader, data, sm2.DefaultSM2SignerOpts)
	sm2.Encrypt(rand.Reader, &private.PublicKey, data, nil)
	sm3.Sum(data)
	hmac.New(sm3.New, key)
	block, _ := sm4.NewCipher(key)
	cipher.NewCBCEncrypter(block, key)
}
