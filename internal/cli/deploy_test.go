package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// deployed reads a file of schedules/deploy.
func deployed(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "schedules", "deploy", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// understood says that the command line is one: earshot would show its help.
func understood(t *testing.T, where string, args []string) {
	t.Helper()
	var out bytes.Buffer
	if code := Main(context.Background(), append(slices.Clone(args), "--help"), &out, &out); code != exitDone {
		t.Errorf("%s: earshot %s: %s", where, strings.Join(args, " "), out.String())
	}
}

// TestSystemdUnits lets systemd itself look at the units, with the binary and
// the user of this machine in place of those that a server has.
func TestSystemdUnits(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, name := range []string{"earshot.service", "earshot-due.service", "earshot-due.timer"} {
		text := deployed(t, name)
		if command := regexp.MustCompile(`(?m)^ExecStart=/usr/local/bin/earshot (.*)$`).FindStringSubmatch(text); command != nil {
			understood(t, name, strings.Fields(command[1]))
		} else if strings.HasSuffix(name, ".service") {
			t.Errorf("%s starts nothing", name)
		}
		text = strings.NewReplacer("/usr/local/bin/earshot", self, "User=earshot", "User=root").Replace(text)
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		if os.Getenv("EARSHOT_REQUIRE_SYSTEMD") == "1" {
			t.Fatal(err)
		}
		t.Skipf("no systemd here: %v", err)
	}
	if out := verified(t, analyze, dir); out != "" {
		t.Error(out)
	}
	// What it says of a mistake, so that silence means something.
	bad := strings.Replace(deployed(t, "earshot-due.timer"), "OnCalendar=*:0/5", "OnCalendar=*:0/61x", 1)
	if err := os.WriteFile(filepath.Join(dir, "earshot-due.timer"), []byte(bad), 0o644); err != nil {
		t.Fatal(err)
	}
	if out := verified(t, analyze, dir); !strings.Contains(out, "calendar specification") {
		t.Errorf("a wrong timer is none: %q", out)
	}
}

// verified is what systemd has to say of the units in dir.
func verified(t *testing.T, analyze, dir string) string {
	t.Helper()
	units, err := filepath.Glob(filepath.Join(dir, "earshot*"))
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(analyze, append([]string{"verify", "--man=no", "--recursive-errors=no"}, units...)...)
	out, _ := cmd.CombinedOutput() // what it prints is what counts
	var about []string
	for _, line := range strings.Split(string(out), "\n") {
		if strings.Contains(line, "earshot") || strings.Contains(line, dir) {
			about = append(about, line)
		}
	}
	return strings.Join(about, "\n")
}

// cronJob is as much of batch/v1 as the file uses: a key that is not here, or is
// spelt wrong, is an error.
type cronJob struct {
	APIVersion string `yaml:"apiVersion"`
	Kind       string
	Metadata   meta
	Spec       struct {
		Schedule, TimeZone         string
		ConcurrencyPolicy          string `yaml:"concurrencyPolicy"`
		Zone                       string `yaml:"timeZone"`
		StartingDeadlineSeconds    int    `yaml:"startingDeadlineSeconds"`
		SuccessfulJobsHistoryLimit int    `yaml:"successfulJobsHistoryLimit"`
		FailedJobsHistoryLimit     int    `yaml:"failedJobsHistoryLimit"`
		JobTemplate                struct {
			Spec struct {
				BackoffLimit            int `yaml:"backoffLimit"`
				TTLSecondsAfterFinished int `yaml:"ttlSecondsAfterFinished"`
				Template                struct {
					Metadata meta
					Spec     pod
				}
			}
		} `yaml:"jobTemplate"`
	}
}

type meta struct {
	Name   string
	Labels map[string]string
}

type pod struct {
	RestartPolicy                 string `yaml:"restartPolicy"`
	TerminationGracePeriodSeconds int    `yaml:"terminationGracePeriodSeconds"`
	AutomountServiceAccountToken  bool   `yaml:"automountServiceAccountToken"`
	SecurityContext               struct {
		RunAsNonRoot   bool                  `yaml:"runAsNonRoot"`
		RunAsUser      int                   `yaml:"runAsUser"`
		RunAsGroup     int                   `yaml:"runAsGroup"`
		FSGroup        int                   `yaml:"fsGroup"`
		SeccompProfile struct{ Type string } `yaml:"seccompProfile"`
	} `yaml:"securityContext"`
	Containers []container
	Volumes    []struct {
		Name                  string
		PersistentVolumeClaim *struct {
			ClaimName string `yaml:"claimName"`
		} `yaml:"persistentVolumeClaim"`
		EmptyDir *struct{} `yaml:"emptyDir"`
	}
}

type container struct {
	Name, Image string
	Args        []string
	EnvFrom     []struct {
		SecretRef struct {
			Name     string
			Optional bool
		} `yaml:"secretRef"`
	} `yaml:"envFrom"`
	Resources       map[string]map[string]string
	SecurityContext struct {
		AllowPrivilegeEscalation bool                    `yaml:"allowPrivilegeEscalation"`
		ReadOnlyRootFilesystem   bool                    `yaml:"readOnlyRootFilesystem"`
		Capabilities             struct{ Drop []string } `yaml:"capabilities"`
	} `yaml:"securityContext"`
	VolumeMounts []struct {
		Name      string
		MountPath string `yaml:"mountPath"`
	} `yaml:"volumeMounts"`
}

// TestKubernetesCronJob reads the file strictly and holds it against what it is
// to do, and against the image.
func TestKubernetesCronJob(t *testing.T) {
	var job cronJob
	decoder := yaml.NewDecoder(strings.NewReader(deployed(t, "cronjob.yaml")))
	decoder.KnownFields(true)
	if err := decoder.Decode(&job); err != nil {
		t.Fatal(err)
	}
	pod := job.Spec.JobTemplate.Spec.Template.Spec
	if job.APIVersion != "batch/v1" || job.Kind != "CronJob" || job.Metadata.Name == "" || job.Spec.Schedule != "*/5 * * * *" || len(pod.Containers) != 1 {
		t.Fatalf("%+v", job)
	}
	one := pod.Containers[0]
	understood(t, "cronjob.yaml", one.Args)
	if job.Spec.ConcurrencyPolicy != "Forbid" || pod.RestartPolicy != "Never" || pod.TerminationGracePeriodSeconds < 60 {
		t.Error("two pods at once, or one that is given no time to end")
	}
	if !pod.SecurityContext.RunAsNonRoot || one.SecurityContext.AllowPrivilegeEscalation || !one.SecurityContext.ReadOnlyRootFilesystem {
		t.Error("the pod may do more than it must")
	}
	if strings.HasSuffix(one.Image, ":latest") || !strings.Contains(one.Image, ":") {
		t.Errorf("image %s has no version", one.Image)
	}
	image := deployed(t, "Containerfile")
	volumes := map[string]bool{}
	for _, v := range pod.Volumes {
		volumes[v.Name] = true
	}
	for _, mount := range one.VolumeMounts {
		if !volumes[mount.Name] {
			t.Errorf("%s is no volume", mount.Name)
		}
	}
	if one.VolumeMounts[0].MountPath != "/feedback" || !strings.Contains(image, "\nWORKDIR /feedback\n") || !strings.Contains(image, "\nUSER 65532:65532\n") {
		t.Error("the image and the pod disagree")
	}
}

// TestContainerfile reads the instructions one by one.
func TestContainerfile(t *testing.T) {
	text := regexp.MustCompile(`\\\n\s*`).ReplaceAllString(deployed(t, "Containerfile"), "")
	known := []string{"FROM", "WORKDIR", "COPY", "RUN", "USER", "VOLUME", "EXPOSE", "STOPSIGNAL", "ENTRYPOINT", "CMD"}
	last, command := map[string]string{}, []string{}
	for i, line := range strings.Split(text, "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		word, rest, _ := strings.Cut(line, " ")
		if !slices.Contains(known, word) || rest == "" {
			t.Errorf("line %d: %q", i+1, line)
		}
		if image, _, _ := strings.Cut(rest, " "); word == "FROM" && (!strings.Contains(image, ":") || strings.HasSuffix(image, ":latest")) {
			t.Errorf("%s has no version", image)
		}
		if word == "ENTRYPOINT" || word == "CMD" {
			var list []string
			if err := json.Unmarshal([]byte(rest), &list); err != nil {
				t.Errorf("%s: not a list: %v", word, err)
			}
			command = append(command, list...)
		}
		last[word] = rest
	}
	if last["USER"] == "" || strings.HasPrefix(last["USER"], "0") || len(command) < 2 {
		t.Fatalf("user %q, command %q", last["USER"], command)
	}
	understood(t, "Containerfile", command[1:])
	module, err := os.ReadFile(filepath.Join("..", "..", "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	version := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(string(module))[1]
	if !strings.Contains(text, "golang:"+version+"-") {
		t.Errorf("the image is not built by Go %s", version)
	}
}
