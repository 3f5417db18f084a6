package cli

import "time"

type dueStatus struct {
	Job  string    `json:"job"`
	Next time.Time `json:"next"`
}

// due tells when each scheduled job would run next.
func (w *workspace) due(now *status) error {
	for _, s := range w.config.Schedules {
		job, err := w.jobOf(s)
		if err != nil {
			return err
		}
		now.Due = append(now.Due, dueStatus{job.Name, job.Times.Next(time.Now()).In(w.zoneOf(s))})
	}
	return nil
}
