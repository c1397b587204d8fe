package feed

import (
	"crypto/tls"
	"net/http"
)

// Register adds the handlers.
func Register(mux *http.ServeMux) {
	mux.HandleFunc("/risk", func(http.ResponseWriter, *http.Request) {})
}

func upstream(insecure bool) *http.Client {
	transport := &http.Transport{TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS13}}
	if insecure {
		transport.TLSClientConfig.MinVersion = tls.VersionTLS10
	}
	return &http.Client{Transport: transport}
}
