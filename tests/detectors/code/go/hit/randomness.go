package main

import (
	"bufio"
	"crypto/rand"
	"encoding/binary"
	"io"
	"math/big"
	"strings"
)

var buffered = bufio.NewReaderSize(rand.Reader, 64)

func random(w io.Writer, number *uint64) {
	binary.Read(rand.Reader, binary.BigEndian, number)
	io.CopyN(w, rand.Reader, 16)
	rand.Int(rand.Reader, big.NewInt(100))
	rand.Prime(rand.Reader, 1024)
	rand.Text()
	rand.Reader.Read(make([]byte, 8))
	io.ReadFull(buffered, make([]byte, 8))
	io.ReadFull(strings.NewReader("text"), make([]byte, 8))
	bufio.NewReader(strings.NewReader("text"))
}
