package main

import "github.com/dgrijalva/jwt-go"

func old(claims jwt.Claims) {
	jwt.NewWithClaims(jwt.SigningMethodES256, claims)
}
