package cli

import (
	"context"
	"errors"
	"path/filepath"

	"github.com/earshot/earshot/internal/warehouse"
	"github.com/earshot/earshot/queries"
)

// questionTrial is what check found in one question of the workspace's own.
type questionTrial struct {
	Name     string           `json:"name"`
	Tried    bool             `json:"tried"` // against the published file
	Problems queries.Problems `json:"problems,omitempty"`
}

func (t questionTrial) said() string {
	switch {
	case len(t.Problems) > 0:
		return "has mistakes"
	case !t.Tried:
		return "can be read; it is tried once something is published"
	}
	return "can be asked"
}

// tryQuestions reads the workspace's own questions and asks them, with their
// defaults, where there is a published file.
func (w *workspace) tryQuestions(ctx context.Context) (all []questionTrial, err error) {
	list, err := queries.Load(w.own("queries"))
	if err != nil {
		return nil, err
	}
	pool, err := w.pool(wanted{})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	there := exists(filepath.Join(w.published(), warehouse.Published))
	for _, q := range list {
		if !q.Own {
			continue
		}
		trial := questionTrial{Name: q.Name, Tried: there, Problems: q.Problems}
		if there {
			if trial.Problems, err = q.Check(ctx, pool); err != nil {
				return nil, err
			}
		}
		all = append(all, trial)
	}
	return all, nil
}
