// Package mentions reads a set of keys.
package mentions

import "github.com/go-jose/go-jose/v4"

const help = "jose.NewSigner"

func read(set jose.JSONWebKeySet) int { return len(set.Key(string(jose.RS256))) }
