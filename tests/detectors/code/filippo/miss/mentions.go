// Package mentions writes the armor around a file.
package mentions

import (
	"io"

	"filippo.io/age/armor"
)

const help = "age.Encrypt"

func wrap(w io.Writer) io.WriteCloser { return armor.NewWriter(w) }
