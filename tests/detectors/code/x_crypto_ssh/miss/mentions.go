// Package mentions reads keys and prints them.
package mentions

import "golang.org/x/crypto/ssh"

const help = "HostKeyAlgorithms: ssh-rsa"

func show(line []byte) string {
	key, comment, _, _, _ := ssh.ParseAuthorizedKey(line)
	return key.Type() + comment + string(ssh.MarshalAuthorizedKey(key)) + ssh.KeyAlgoDSA
}
