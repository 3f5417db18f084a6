package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2/imapclient"
)

// mails is how many the mailboxes hold; of about 2 KB each.
const mails = 30_000

// benchMail measures how fast mails are read and stored, from an mbox and from a
// real IMAP server.
func benchMail(ctx context.Context, binary, dir string) error {
	space := filepath.Join(dir, "mbox")
	if err := os.MkdirAll(filepath.Join(space, "inbox"), 0o755); err != nil {
		return err
	}
	box := filepath.Join(space, "inbox", "mails")
	if err := writeMbox(box); err != nil {
		return err
	}
	info, err := os.Stat(box)
	if err != nil {
		return err
	}
	fmt.Printf("\n%d mails, %.1f KB each\n", mails, float64(info.Size())/mails/1000)
	if err := readMails(ctx, binary, space, "mbox", "    kind: email\n    files: inbox\n"); err != nil {
		return err
	}
	address := os.Getenv("EARSHOT_DOVECOT_IMAP")
	if address == "" {
		fmt.Println("earshot ingest, IMAP: skipped, there is no server: make servers")
		return nil
	}
	space = filepath.Join(dir, "imap")
	user := fmt.Sprintf("bench-%d", time.Now().UnixNano())
	if err := errors.Join(os.MkdirAll(space, 0o755), fill(address, user)); err != nil {
		return err
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return err
	}
	return readMails(ctx, binary, space, "IMAP", fmt.Sprintf("    kind: imap\n    host: %s\n    port: %s\n    tls: none\n    user: %s\n    password: ${env:EARSHOT_DOVECOT_PASSWORD}\n", host, port, user))
}

func readMails(ctx context.Context, binary, space, name, source string) error {
	config := "name: Bench\ntimezone: Europe/Berlin\nsources:\n  - name: mails\n" + source
	themes := "- id: export\n  name: Export\n  phrases:\n    - export\n"
	err := errors.Join(os.WriteFile(filepath.Join(space, "earshot.yaml"), []byte(config), 0o644),
		os.WriteFile(filepath.Join(space, "themes.yaml"), []byte(themes), 0o644))
	if err != nil {
		return err
	}
	r, err := start(ctx, binary, "-w", space, "ingest")
	if err != nil {
		return err
	}
	print("earshot ingest, "+name, r.wall, r.memory, fmt.Sprintf("%.0f mails/s", mails/r.wall.Seconds()))
	// CPU time, because it is the same on a machine that others use: were nothing
	// done side by side, it would be as many mails per second.
	rate := mails / r.cpu.Seconds()
	bar("mails per second of CPU time, "+name, rate, rate >= 3000, "at least 3000")
	return nil
}

// letter is the nth mail: an answer with a quotation and the headers that mails
// gather on their way; two of five with an HTML part, one in ten in HTML alone.
func letter(c *corpus, n int) string {
	words := c.comment()
	text := fmt.Sprintf("Hello,\n\n%s.\n\n%s.\n\nKind regards\nPerson %d\n\nOn Thu, 4 Mar 2021 at 09:05, Help <help@acme.example> wrote:\n> How do you like the export?\n> %s\n>\n> Help\n",
		words, c.comment(), n%5000, c.comment())
	html := "<html><body><p>" + strings.NewReplacer("\n", "<br>\n", ">", "&gt;", "<", "&lt;").Replace(text) + "</p></body></html>"
	head := fmt.Sprintf("Return-Path: <person%d@company%d.example>\nReceived: from mx.company%d.example (mx.company%d.example [192.0.2.7])\n\tby mail.acme.example (Postfix) with ESMTPS id 4B%08X\n\tfor <help@acme.example>; Thu,  4 Mar 2021 09:06:00 +0100 (CET)\n"+
		"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=company%d.example; s=m1;\n\th=from:to:subject:date:message-id; bh=%s;\n\tb=%s\n"+
		"From: Person %d <person%d@company%d.example>\nTo: Help <help@acme.example>\nSubject: Re: =?utf-8?q?Export_=E2=80=93_%d?=\nDate: %s\nMessage-ID: <%d@company%d.example>\nIn-Reply-To: <q%d@acme.example>\nReferences: <q%d@acme.example>\nMIME-Version: 1.0\nX-Mailer: Some Mailer 16.0\n",
		n%5000, n%500, n%500, n%500, n, n%500, strings.Repeat("Ab3", 14), strings.Repeat("x9Yz", 60), n%5000, n%5000, n%500, n, end.Add(-time.Duration(n)*time.Minute).Format(time.RFC1123Z), n, n%500, n, n)
	switch {
	case n%10 == 0:
		return head + "Content-Type: text/html; charset=utf-8\n\n" + html
	case n%5 < 2:
		return head + "Content-Type: multipart/alternative; boundary=\"=_xyz\"\n\n--=_xyz\nContent-Type: text/plain; charset=utf-8\n\n" + text +
			"\n--=_xyz\nContent-Type: text/html; charset=utf-8\n\n" + html + "\n--=_xyz--\n"
	}
	return head + "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n" + text
}

func writeMbox(path string) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(file, 1<<20)
	c := newCorpus(3)
	for n := range mails {
		fmt.Fprintf(w, "From person@company.example Thu Mar  4 09:06:00 2021\n%s\n", letter(c, n))
	}
	return errors.Join(w.Flush(), file.Close())
}

// fill puts the mails into the inbox of a user whom the server did not know, by
// several connections: each mail is a question and an answer.
func fill(address, user string) error {
	const clients = 8
	texts := make(chan string)
	failed := make(chan error, clients)
	for range clients {
		go func() {
			failed <- appendAll(address, user, texts)
			for range texts { // nobody else may be left to take them
			}
		}()
	}
	c := newCorpus(3)
	for n := range mails {
		texts <- strings.ReplaceAll(letter(c, n), "\n", "\r\n")
	}
	close(texts)
	var problems []error
	for range clients {
		problems = append(problems, <-failed)
	}
	return errors.Join(problems...)
}

func appendAll(address, user string, texts <-chan string) error {
	client, err := imapclient.DialInsecure(address, nil)
	if err != nil {
		return err
	}
	defer client.Close()
	if err := client.Login(user, os.Getenv("EARSHOT_DOVECOT_PASSWORD")).Wait(); err != nil {
		return err
	}
	for text := range texts {
		command := client.Append("INBOX", int64(len(text)), nil)
		if _, err := io.WriteString(command, text); err != nil {
			return err
		}
		if err := command.Close(); err != nil {
			return err
		}
		if _, err := command.Wait(); err != nil {
			return err
		}
	}
	return nil
}
