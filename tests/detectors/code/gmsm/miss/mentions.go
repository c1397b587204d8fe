// Package mentions uses a size.
package mentions

import "github.com/emmansun/gmsm/sm3"

const help, size = "sm3.New", sm3.Size
