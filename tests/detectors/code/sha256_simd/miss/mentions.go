// Package mentions uses a size.
package mentions

import sha256 "github.com/minio/sha256-simd"

const size = sha256.Size
