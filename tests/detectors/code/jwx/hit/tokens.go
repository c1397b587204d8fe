package main

import (
	"github.com/lestrrat-go/jwx/v2/jwa"
	"github.com/lestrrat-go/jwx/v2/jwe"
	"github.com/lestrrat-go/jwx/v2/jws"
	"github.com/lestrrat-go/jwx/v2/jwt"
)

func tokens(token jwt.Token, data []byte, key any) {
	jwt.Sign(token, jwt.WithKey(jwa.RS256, key))
	jwt.Parse(data, jwt.WithValidate(true), jwt.WithKey(jwa.ES384, key))
	jws.Verify(data, jws.WithKey(jwa.HS512, key))
	jwe.Encrypt(data, jwe.WithKey(jwa.RSA_OAEP_256, key), jwe.WithContentEncryption(jwa.A128GCM))
	jwe.Decrypt(data, jwe.WithKey(jwa.ECDH_ES_A128KW, key))
}
