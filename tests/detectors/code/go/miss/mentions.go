// Package mentions uses nothing: md5.New() in a comment, a string, an import for its name, a type.
package mentions

import (
	"crypto/md5"
	"crypto/rsa"
)

const help = "call md5.New() or rsa.GenerateKey(rand.Reader, 1024)"

var size = md5.Size

type holder struct{ key *rsa.PrivateKey }

type local struct{}

func (local) New() string { return help }

func run(md4 local) string { return md4.New() }
