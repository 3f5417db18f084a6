package cli

import "time"

type dueStatus struct {
	Job  string    `json:"job"`
	Next time.Time `json:"next"`
}

// due tells when each scheduled job would run next, and have something to do.
func (w *workspace) due(now *status) error {
	for _, s := range w.config.Schedules {
		job, err := w.jobOf(s)
		if err != nil {
			return err
		}
		next := job.Next(time.Now())
		if next.IsZero() { // no sprint is known that it could be for
			continue
		}
		now.Due = append(now.Due, dueStatus{job.Name, next.In(w.zoneOf(s))})
	}
	return nil
}
