module meridian.example/risk-feed

go 1.23

require (
	golang.org/x/crypto v0.31.0
	gopkg.in/yaml.v3 v3.0.1
)
