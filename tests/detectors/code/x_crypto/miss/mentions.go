// Package mentions talks of argon2.Key() and has a box and a sign of its own.
package mentions

import (
	"golang.org/x/crypto/cryptobyte"
	_ "golang.org/x/crypto/md4"
)

type sealer struct{}

func (sealer) Seal(out []byte) []byte { return out }

var box sealer

func use(b *cryptobyte.Builder) []byte {
	b.AddASN1Int64(1)
	return box.Seal([]byte("secretbox.Seal"))
}
