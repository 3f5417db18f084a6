package secret

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

func TestSecretIsNeverPrinted(t *testing.T) {
	type inner struct{ secret Text } // fmt cannot call methods of this field
	type outer struct {
		Secret  Text
		Pointer *Text
		List    []Text
		Map     map[string]Text
		inner   inner
	}
	secret := New("hush-hush")
	values := []any{secret, &secret, outer{secret, &secret, []Text{secret}, map[string]Text{"a": secret}, inner{secret}}}
	for _, value := range values {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%10.3s", "%T", "%p"} {
			refuse(t, verb, fmt.Sprintf(verb, value))
		}
		encoded, err := json.Marshal(value)
		refuse(t, "json", string(encoded), err)
		written, err := yaml.Dump(value)
		refuse(t, "yaml", string(written), err)
		var log bytes.Buffer
		slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "value", value)
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "value", value)
		refuse(t, "slog", log.String())
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d"} {
		if got := fmt.Sprintf(verb, secret); got != "[secret]" {
			t.Errorf("%s: %q", verb, got)
		}
	}
	if secret.Reveal() != "hush-hush" || secret.IsZero() || !(Text{}).IsZero() || (Text{}).Reveal() != "" {
		t.Error("the secret is not what was kept")
	}
}

func refuse(t *testing.T, how, printed string, errs ...error) {
	t.Helper()
	for _, err := range errs {
		if err != nil {
			t.Error(how, err)
		}
	}
	for _, trace := range []string{"hush", fmt.Sprintf("%x", "hush"), fmt.Sprintf("%X", "hush"), "104 117 115 104"} {
		if strings.Contains(printed, trace) {
			t.Errorf("%s: %s", how, printed)
		}
	}
}
