package cli

import (
	"fmt"
	"time"

	"github.com/earshot/earshot/internal/config"
)

type dueStatus struct {
	Job  string    `json:"job"`
	Next time.Time `json:"next"`
}

// due tells when each scheduled job would run next.
func (w *workspace) due(now *status) error {
	for _, job := range w.config.Schedules {
		schedule, err := config.ParseCron(job.Cron, w.config.Zone())
		if err != nil {
			return fmt.Errorf("schedule %s: %w", job.Name, err)
		}
		now.Due = append(now.Due, dueStatus{job.Name, schedule.Next(time.Now().In(w.config.Zone()))})
	}
	return nil
}
