// Package mentions builds a token and signs nothing.
package mentions

import "github.com/lestrrat-go/jwx/v2/jwt"

const help = "jwt.Sign(token, jwt.WithKey(jwa.RS256, key))"

func build() { jwt.NewBuilder().Issuer("name").Build() }
