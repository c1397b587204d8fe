// Package mentions uses the sizes and the names of schemes.
package mentions

import "github.com/cloudflare/circl/sign/mldsa/mldsa65"

const help = "mldsa65.SignTo"

var size, name = mldsa65.SignatureSize, mldsa65.Scheme().Name()
