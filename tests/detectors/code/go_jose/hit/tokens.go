package main

import (
	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

func sign(key any) {
	jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: key}, nil)
	jose.NewSigner(jose.SigningKey{jose.SignatureAlgorithm("RS512"), key}, &jose.SignerOptions{})
}

func encrypt(key any) {
	jose.NewEncrypter(jose.A256CBC_HS512, jose.Recipient{Algorithm: jose.ECDH_ES_A256KW, Key: key}, nil)
	jose.NewEncrypter(jose.A128GCM, jose.Recipient{Algorithm: jose.RSA_OAEP, Key: key}, nil)
}

func parse(text string) {
	jose.ParseSigned(text, []jose.SignatureAlgorithm{jose.PS256, jose.EdDSA})
	jwt.ParseSigned(text, []jose.SignatureAlgorithm{jose.HS256})
	jose.ParseEncrypted(text, []jose.KeyAlgorithm{jose.RSA1_5}, []jose.ContentEncryption{jose.A256GCM})
}
