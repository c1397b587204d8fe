package main

import "github.com/golang-jwt/jwt/v5"

var method = jwt.SigningMethodRS256

func sign(key any, claims jwt.Claims) {
	token := jwt.NewWithClaims(jwt.SigningMethodHS256, claims)
	token.SignedString([]byte("secret"))
	jwt.NewWithClaims(method, claims).SignedString(key)
	jwt.New(jwt.GetSigningMethod("ES384"))
	jwt.SigningMethodPS512.Sign("text", key)
	jwt.NewWithClaims(jwt.SigningMethodEdDSA, claims)
}

func verify(text string, keys jwt.Keyfunc, claims jwt.Claims) {
	jwt.Parse(text, keys)
	jwt.Parse(text, keys, jwt.WithValidMethods([]string{"RS256", "ES256"}))
	jwt.ParseWithClaims(text, claims, keys, jwt.WithLeeway(5), jwt.WithValidMethods([]string{jwt.SigningMethodHS512.Alg()}))
	jwt.NewParser(jwt.WithValidMethods([]string{"PS256"})).Parse(text, keys)
	parser := jwt.Parser{ValidMethods: []string{"HS256"}}
	parser.Parse(text, keys)
}

func chosen(name string, claims jwt.Claims) {
	jwt.NewWithClaims(jwt.GetSigningMethod(name), claims)
	jwt.NewWithClaims(jwt.SigningMethodNone, claims)
}
