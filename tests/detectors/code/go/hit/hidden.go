package main

import (
	"crypto/aes"
	"crypto/hmac"
	"crypto/sha256"
)

func hidden(key []byte) {
	hmac := hmac.New(sha256.New, key)
	hmac.Write(key)
	aes, err := aes.NewCipher(key[:16])
	_, _ = aes, err
}
