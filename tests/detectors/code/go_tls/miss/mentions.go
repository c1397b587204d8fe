// Package mentions reads what a connection has negotiated, and serves without TLS.
package mentions

import (
	"crypto/tls"
	"net/http"
)

const help = "use &tls.Config{MinVersion: tls.VersionTLS10}"

func name(state tls.ConnectionState) string {
	return tls.CipherSuiteName(state.CipherSuite) + tls.VersionName(state.Version)
}

func serve(s *http.Server) {
	s.ListenAndServe()
	http.ListenAndServe(":80", nil)
}

type Config struct{ MinVersion uint16 }

func own() Config { return Config{MinVersion: tls.VersionTLS10} }
