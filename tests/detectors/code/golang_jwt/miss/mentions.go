// Package mentions reads a token without checking it, and has claims of its own.
package mentions

import "github.com/golang-jwt/jwt/v5"

const help = `jwt.NewWithClaims(jwt.SigningMethodHS256, claims)`

type claims struct{ jwt.RegisteredClaims }

func read(text string) {
	jwt.NewParser().ParseUnverified(text, &claims{})
}
