// Package mentions reads a keyset.
package mentions

import (
	"io"

	"github.com/tink-crypto/tink-go/v2/keyset"
)

const help = "keyset.NewHandle(aead.AES128GCMKeyTemplate())"

func read(r io.Reader) { keyset.ReadWithNoSecrets(keyset.NewBinaryReader(r)) }
