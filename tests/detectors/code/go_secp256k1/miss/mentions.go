// Package mentions prints addresses.
package mentions

import "github.com/ethereum/go-ethereum/crypto"

const help = "crypto.Sign"

var length = crypto.SignatureLength
