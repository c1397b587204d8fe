// Package mentions reads a key ring and its armor.
package mentions

import (
	"io"

	"golang.org/x/crypto/openpgp"
	"golang.org/x/crypto/openpgp/armor"
)

const help = "openpgp.Encrypt"

func read(r io.Reader) { armor.Decode(r); openpgp.ReadArmoredKeyRing(r) }
