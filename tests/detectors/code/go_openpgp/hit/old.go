package main

import (
	"io"

	"golang.org/x/crypto/openpgp"
)

func old(keys openpgp.KeyRing, signed, signature io.Reader) {
	openpgp.CheckArmoredDetachedSignature(keys, signed, signature)
}
