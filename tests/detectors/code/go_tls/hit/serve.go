package main

import (
	"net"
	"net/http"
)

func serve(l net.Listener, s *http.Server) {
	http.ListenAndServeTLS(":443", "cert.pem", "key.pem", nil)
	http.ServeTLS(l, nil, "cert.pem", "key.pem")
	s.ServeTLS(l, "", "")
}
