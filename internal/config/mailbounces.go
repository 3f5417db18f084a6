package config

import "github.com/earshot/earshot/internal/secret"

// Bounces is where reports of mails that did not arrive come in: a mailbox or a
// folder, one of the two.
type Bounces struct {
	Address string      `yaml:"address" jsonschema:"minLength=3,example=bounces@acme.example" jsonschema_description:"the envelope's sender, which servers report to; default: the address in from"`
	Folder  string      `yaml:"folder" jsonschema:"minLength=1,example=bounces" jsonschema_description:"a folder of .eml files and mailboxes (mbox, Maildir)"`
	IMAP    *BounceIMAP `yaml:"imap" jsonschema_description:"a mailbox; it is opened read-only and mails stay unread"`
}

// BounceIMAP is a mailbox, as that of a source of kind imap.
type BounceIMAP struct {
	Host     string      `yaml:"host" jsonschema:"required,minLength=1,example=imap.acme.example" jsonschema_description:"the server's name"`
	Port     int         `yaml:"port" jsonschema:"minimum=1,maximum=65535" jsonschema_description:"default: 993, or 143 with tls starttls or none"`
	TLS      string      `yaml:"tls" jsonschema:"enum=implicit,enum=starttls,enum=none,default=implicit" jsonschema_description:"implicit from the first byte on, starttls, or none, which is for servers on this machine; default: implicit"`
	CA       secret.Text `yaml:"ca" jsonschema_description:"certificates (PEM) of an authority that this machine does not know: ${file:ca.pem}"`
	User     string      `yaml:"user" jsonschema:"required,minLength=1" jsonschema_description:"login name, mostly the address"`
	Password secret.Text `yaml:"password" jsonschema_description:"its password"`
	OAuth2   *MailOAuth2 `yaml:"oauth2" jsonschema_description:"in place of a password, for Gmail and Microsoft 365"`
	Mailbox  string      `yaml:"mailbox" jsonschema:"minLength=1,default=INBOX" jsonschema_description:"its name; default: INBOX"`
}

// checkBounces wants one place to read, and a way to log in there.
func (d *document) checkBounces(b *Bounces) {
	if b == nil {
		return
	}
	at := []string{"mail", "bounces"}
	d.checkAddress(under(at, "address"), b.Address)
	switch {
	case b.Folder == "" && b.IMAP == nil:
		d.problem(at, "neither folder nor imap", "say where the reports come in: folder: bounces")
	case b.Folder != "" && b.IMAP != nil:
		d.problem(at, "a folder and imap", "keep one of them")
	}
	if b.IMAP == nil {
		return
	}
	if b.IMAP.Password.IsZero() == (b.IMAP.OAuth2 == nil) {
		d.problem(under(at, "imap"), "either password or oauth2 is needed", "set one of them")
	}
}
