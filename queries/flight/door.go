package flight

import (
	"context"
	"encoding/base64"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

// Access tells who somebody is. The secret is a password, or, where user is
// empty, a token that says it all; some tools can send nothing but both, so a
// token may come as a password too. Both are empty where somebody says nothing.
type Access interface {
	Check(ctx context.Context, user, secret string) (name string, err error)
}

// door is what every call comes through. It does not use Arrow's own, which
// panics on a header without its second half.
type door struct {
	access Access
	ending context.Context // done when the server is to end
}

type userKey struct{}

// user is whose call it is.
func user(ctx context.Context) string {
	name, _ := ctx.Value(userKey{}).(string)
	return name
}

func (d *door) unary(ctx context.Context, request any, _ *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (answer any, err error) {
	ctx, leave, err := d.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	defer recovered(&err)
	return handle(ctx, request)
}

func (d *door) stream(server any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handle grpc.StreamHandler) (err error) {
	ctx, leave, err := d.enter(stream.Context())
	if err != nil {
		return err
	}
	defer leave()
	defer recovered(&err)
	if strings.HasSuffix(info.FullMethod, "/Handshake") {
		return d.handshake(stream)
	}
	return handle(server, known{stream, ctx})
}

// handshake gives a token for user and password, as clients expect it: here it
// is both, so that whoever may not come in any more is out at once.
func (d *door) handshake(stream grpc.ServerStream) error {
	token := header(stream.Context())
	if scheme, rest, _ := strings.Cut(token, " "); strings.EqualFold(scheme, "Basic") {
		token = bearer + " " + bothPrefix + rest
	}
	pair := metadata.Pairs("authorization", token)
	if err := stream.SendHeader(pair); err != nil {
		return err
	}
	stream.SetTrailer(pair)
	return nil
}

// enter lets a call in; leave frees what it holds.
func (d *door) enter(ctx context.Context) (_ context.Context, leave func(), err error) {
	name := "local"
	if d.access != nil {
		who, secret, said := credentialsOf(header(ctx))
		name, err = d.access.Check(ctx, who, secret)
		switch {
		case err != nil && !said:
			return nil, nil, status.Error(codes.Unauthenticated, "sign in: send a token as `authorization: Bearer ...`, or as a password")
		case err != nil:
			return nil, nil, status.Error(codes.Unauthenticated, "who you are is not known here, or not any more")
		}
	}
	ctx, cancel := context.WithCancel(context.WithValue(ctx, userKey{}, name))
	stop := context.AfterFunc(d.ending, cancel)
	return ctx, func() { stop(); cancel() }, nil
}

func header(ctx context.Context) string {
	if values := metadata.ValueFromIncomingContext(ctx, "authorization"); len(values) > 0 {
		return values[0]
	}
	return ""
}

const (
	bearer     = "Bearer"
	bothPrefix = "basic:" // before user and password in a token that a handshake gave
)

// credentialsOf reads "Bearer token" and "Basic base64(user:password)".
func credentialsOf(header string) (user, secret string, ok bool) {
	scheme, rest, _ := strings.Cut(header, " ")
	rest = strings.TrimSpace(rest)
	both, isBoth := strings.CutPrefix(rest, bothPrefix)
	switch {
	case strings.EqualFold(scheme, "Basic"):
		both = rest
	case strings.EqualFold(scheme, bearer) && !isBoth:
		return "", rest, rest != ""
	case !strings.EqualFold(scheme, bearer):
		return "", "", false
	}
	decoded, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(both, "="))
	if err != nil {
		return "", "", false
	}
	user, secret, ok = strings.Cut(string(decoded), ":")
	return user, secret, ok && secret != ""
}

// recovered turns a panic into an error: Arrow's readers of what a client sends
// have met malformed messages with one, and that must not be everybody's end.
func recovered(err *error) {
	if p := recover(); p != nil {
		*err = status.Error(codes.InvalidArgument, "the message cannot be read")
	}
}

// known is a stream with the caller in its context.
type known struct {
	grpc.ServerStream
	ctx context.Context
}

func (k known) Context() context.Context { return k.ctx }
