package main

import (
	"github.com/lestrrat-go/jwx/v3/jwa"
	"github.com/lestrrat-go/jwx/v3/jws"
)

func sign(data []byte, key any) { jws.Sign(data, jws.WithKey(jwa.PS256(), key)) }
