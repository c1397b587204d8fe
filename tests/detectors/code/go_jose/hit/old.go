package main

import (
	jose "gopkg.in/square/go-jose.v2"
	"gopkg.in/square/go-jose.v2/jwt"
)

func old(text string, key interface{}) {
	jose.NewSigner(jose.SigningKey{Algorithm: jose.HS384, Key: key}, nil)
	jwt.ParseSigned(text)
	jose.ParseEncrypted(text)
}
