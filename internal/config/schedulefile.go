package config

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// ScheduleFolder is where a workspace may keep schedules as files of their own.
const ScheduleFolder = "schedules"

var scheduleName = regexp.MustCompile(`^[a-z0-9-]+$`) // as the schema has it

// scheduleSchema is the schema of a file in schedules/.
func scheduleSchema() ([]byte, error) {
	root := reflector().Reflect(Schedule{})
	root.Properties.Delete("name")
	root.Required = slices.DeleteFunc(root.Required, func(key string) bool { return key == "name" })
	return encode(root)
}

// addFiles adds the schedules that have files of their own.
func (c *Config) addFiles(dir string) (problems Problems, err error) {
	own, problems, err := loadSchedules(dir, c.Zone())
	if err != nil {
		return nil, err
	}
	for _, s := range own {
		i := slices.IndexFunc(c.Schedules, func(other Schedule) bool { return other.Name == s.Name })
		if i >= 0 {
			problems = append(problems, Problem{File: s.File, Line: s.Line, Column: 1, Message: fmt.Sprintf("two schedules have the name %q", s.Name),
				Hint: fmt.Sprintf("the other is in %s on line %d", File, c.Schedules[i].Line)})
			continue
		}
		c.Schedules = append(c.Schedules, s)
	}
	return append(problems, checkAfter(c.Schedules)...), nil
}

// loadSchedules reads schedules/*.yaml: each a schedule without a name, which
// is the file's.
func loadSchedules(dir string, zone *time.Location) (schedules []Schedule, problems Problems, err error) {
	entries, err := os.ReadDir(filepath.Join(dir, ScheduleFolder))
	if notExist(err) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", ScheduleFolder, cause(err))
	}
	schema, err := scheduleSchema()
	if err != nil {
		return nil, nil, err
	}
	for _, entry := range entries {
		if entry.IsDir() || filepath.Ext(entry.Name()) != ".yaml" {
			continue
		}
		s, found, err := loadSchedule(dir, filepath.Join(dir, ScheduleFolder, entry.Name()), schema, zone)
		if err != nil {
			return nil, nil, err
		}
		schedules, problems = append(schedules, s), append(problems, found...)
	}
	return schedules, problems, nil
}

func loadSchedule(dir, path string, schema []byte, zone *time.Location) (Schedule, Problems, error) {
	s := scheduleDefaults()
	d, err := readDocument(path, &references{dir: dir})
	if err != nil {
		return s, nil, err
	}
	d.file = ScheduleFolder + "/" + filepath.Base(path)
	for i := range d.problems {
		d.problems[i].File = d.file
		if d.root == nil && d.problems[i].Hint == emptyHint {
			d.problems[i].Hint = "write a cron line such as cron: 0 5 * * *"
		}
	}
	name := strings.TrimSuffix(filepath.Base(path), ".yaml")
	s.Name, s.File, s.Line = name, d.file, 1
	if d.root != nil {
		if err := d.validate(schema); err != nil {
			return s, nil, err
		}
		err := d.root.Decode(&s)
		if len(d.problems) == 0 {
			d.decodeError(err, nil)
		}
		d.checkSchedule(s, zone, nil)
	}
	if !scheduleName.MatchString(name) {
		d.note(1, 1, fmt.Sprintf("the file's name is the job's, and cannot be %q", shorten(name)), "small letters, digits and hyphens, then .yaml")
	}
	return s, d.problems, nil
}
