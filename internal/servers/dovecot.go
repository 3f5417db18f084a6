package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// dovecot is an IMAP server that knows every user by one password, or by an
// access token that is signed with the key in EARSHOT_DOVECOT_TOKENKEY: each
// test takes a user, and so mailboxes, of its own.
type dovecot struct{}

const dovecotPassword = "geheim-und-lang"

func (dovecot) name() string       { return "dovecot" }
func (dovecot) program() string    { return "/usr/sbin/dovecot" }
func (dovecot) packages() []string { return []string{"dovecot-imapd"} }

func (d dovecot) start(ctx context.Context, dir string) (map[string]string, error) {
	plain, err := freePort()
	if err != nil {
		return nil, err
	}
	secure, err := freePort()
	if err != nil {
		return nil, err
	}
	if err := certify(dir); err != nil {
		return nil, err
	}
	key := "a key that tests sign their tokens with"
	config, err := d.config(dir, plain, secure, key)
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(dir, "dovecot.conf"), []byte(config), 0o644); err != nil {
		return nil, err
	}
	if err := run(ctx, dir, d.program(), "-c", filepath.Join(dir, "dovecot.conf")); err != nil {
		return nil, err
	}
	variables := map[string]string{
		"EARSHOT_DOVECOT_IMAP":     net.JoinHostPort("127.0.0.1", strconv.Itoa(plain)),
		"EARSHOT_DOVECOT_IMAPS":    net.JoinHostPort("127.0.0.1", strconv.Itoa(secure)),
		"EARSHOT_DOVECOT_CA":       filepath.Join(dir, "ca.pem"),
		"EARSHOT_DOVECOT_PASSWORD": dovecotPassword,
		"EARSHOT_DOVECOT_TOKENKEY": key,
	}
	return variables, errors.Join(answers(ctx, variables["EARSHOT_DOVECOT_IMAP"]), answers(ctx, variables["EARSHOT_DOVECOT_IMAPS"]))
}

func (d dovecot) stop(dir string) error {
	if _, err := os.Stat(filepath.Join(dir, "run", "master.pid")); err != nil {
		return nil // it does not run
	}
	return run(context.Background(), dir, d.program(), "-c", filepath.Join(dir, "dovecot.conf"), "stop")
}

// config is all of its settings. Mail may not belong to root.
func (dovecot) config(dir string, plain, secure int, key string) (string, error) {
	owner, err := user.Current()
	internal, login := "", ""
	if err == nil && owner.Uid == "0" {
		owner, err = user.Lookup("mail")
		internal, login = "dovecot", "dovenull"
	}
	if err != nil {
		return "", err
	}
	if internal == "" {
		internal, login = owner.Username, owner.Username
	}
	uid, _ := strconv.Atoi(owner.Uid)
	gid, _ := strconv.Atoi(owner.Gid)
	mail, keys := filepath.Join(dir, "mail"), filepath.Join(dir, "keys", "default", "HS256")
	err = errors.Join(os.MkdirAll(mail, 0o755), os.MkdirAll(keys, 0o755), os.Chown(mail, uid, gid),
		os.WriteFile(filepath.Join(keys, "default"), []byte(base64.StdEncoding.EncodeToString([]byte(key))), 0o644),
		os.WriteFile(filepath.Join(dir, "oauth2.conf"), []byte("introspection_mode = local\nlocal_validation_key_dict = fs:posix:prefix="+filepath.Join(dir, "keys")+"/\nusername_attribute = sub\n"), 0o644))
	return strings.NewReplacer("$DIR", dir, "$PLAIN", strconv.Itoa(plain), "$SECURE", strconv.Itoa(secure), "$PASSWORD", dovecotPassword,
		"$UID", owner.Uid, "$GID", owner.Gid, "$INTERNAL", internal, "$LOGIN", login).Replace(dovecotConfig), err
}

const dovecotConfig = `base_dir = $DIR/run
state_dir = $DIR/state
log_path = $DIR/dovecot.log
protocols = imap
listen = 127.0.0.1
default_internal_user = $INTERNAL
default_login_user = $LOGIN
first_valid_uid = 1
first_valid_gid = 1
mail_location = sdbox:~/sdbox
mailbox_list_index = yes
mail_fsync = never
mail_max_userip_connections = 200
ssl = yes
ssl_cert = <$DIR/server.pem
ssl_key = <$DIR/server.key
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2 oauthbearer
auth_failure_delay = 0
passdb {
  driver = static
  mechanisms = plain login
  args = password=$PASSWORD
}
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = $DIR/oauth2.conf
}
userdb {
  driver = static
  args = uid=$UID gid=$GID home=$DIR/mail/%u
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Trash {
    auto = create
    special_use = \Trash
  }
  mailbox Junk {
    auto = create
    special_use = \Junk
  }
}
service imap-login {
  chroot =
  inet_listener imap {
    port = $PLAIN
  }
  inet_listener imaps {
    port = $SECURE
    ssl = yes
  }
}
service anvil {
  chroot =
  # After a wrong password every login from the same address would have to wait.
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
`

// certify writes an authority of our own, and a server's certificate of it.
func certify(dir string) error {
	authority := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "earshot's tests"}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(1, 0, 0)}
	leaf := &x509.Certificate{SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, NotBefore: authority.NotBefore, NotAfter: authority.NotAfter}
	authorityKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	leafKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	top, err := x509.CreateCertificate(rand.Reader, authority, authority, &authorityKey.PublicKey, authorityKey)
	if err != nil {
		return err
	}
	bottom, err := x509.CreateCertificate(rand.Reader, leaf, authority, &leafKey.PublicKey, authorityKey)
	if err != nil {
		return err
	}
	key, err := x509.MarshalPKCS8PrivateKey(leafKey)
	if err != nil {
		return err
	}
	return errors.Join(writePEM(dir, "ca.pem", "CERTIFICATE", top), writePEM(dir, "server.pem", "CERTIFICATE", bottom), writePEM(dir, "server.key", "PRIVATE KEY", key))
}

func writePEM(dir, name, kind string, content []byte) error {
	return os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: content}), 0o600)
}
