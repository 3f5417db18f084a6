package main

import (
	"slices"
	"time"
)

// writeInvited writes the survey tool's list of recipients: whoever answered
// under an address, and more who did not. Of the large companies' people more
// leave the survey unanswered.
func (d *demo) writeInvited(people *population, answers []answer) error {
	r := dice("invited")
	var rows [][]string
	for _, a := range answers {
		if a.row[2] == "" {
			continue
		}
		sent := a.at.AddDate(0, 0, -r.IntN(4))
		rows = append(rows, invited(a.row[2], sent, "Responded"))
		for range 2 {
			one := pick(r, people.people)
			if one.account.segment != "enterprise" && r.IntN(3) == 0 {
				continue
			}
			status := "Not Responded"
			if r.IntN(40) == 0 {
				status = "Bounced"
			}
			rows = append(rows, invited(one.email, sent, status))
		}
	}
	slices.SortStableFunc(rows, func(a, b []string) int { return slices.Compare(a[1:2], b[1:2]) })
	file, err := csvFile(append([][]string{{"Email Address", "Sent Date", "Status"}}, rows...))
	d.files["feedback/invited.csv"] = file
	return err
}

func invited(address string, sent time.Time, status string) []string {
	return []string{address, sent.Format(time.DateOnly), status}
}
