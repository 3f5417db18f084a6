package main

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"
)

var surveyHeader = []string{
	"Response ID", "Submitted", "E-mail", "Company", "Plan",
	"How likely are you to recommend Benchbook to a colleague?",
	"How satisfied are you with Benchbook over the last three months?",
	"What is the main reason for your score?", "Language",
}

// surveySource is the source's name in earshot.yaml; commentColumn ends the
// native id of its comments.
const surveySource = "nps-survey"

var commentColumn = "/" + strings.ToLower(surveyHeader[7])

// words of the satisfaction question, from 1 to 5.
var satisfaction = []string{"Very dissatisfied", "Dissatisfied", "So-so", "Satisfied", "Very satisfied"}

// answer is one row of the survey's export.
type answer struct {
	at  time.Time
	row []string
}

// writeSurvey writes the survey tool's export, one file a month. Each file
// begins with the last day of the month before once more, as such exports do.
func (d *demo) writeSurvey(t *teller, people *population, slots []*slot) error {
	r := dice("survey")
	var answers []answer
	number := 20417
	for _, s := range slots {
		if s.channel != inSurvey {
			continue
		}
		number += 1 + r.IntN(4)
		a := d.answer(t, r, s, number)
		answers = append(answers, a)
		if len(answers)%131 == 0 {
			number++
			answers = append(answers, again(r, a, number))
		}
	}
	d.forget(mishaps(answers))
	if err := d.writeInvited(people, answers); err != nil {
		return err
	}
	return d.splitByMonth(answers)
}

func (d *demo) answer(t *teller, r *rand.Rand, s *slot, number int) answer {
	t.week = s.week
	id, email, company, text := "R-"+strconv.Itoa(number), s.who.email, s.who.account.name, ""
	from := email
	if s.who.second != "" && number%2 == 0 {
		from = s.who.second
	}
	if s.anonymous {
		email, from, company = "", "", ""
	}
	if !s.silent {
		text = t.comment(s)
		d.said = append(d.said, remark{source: surveySource, nativeID: id + commentColumn, week: s.week, person: email,
			segment: s.who.account.segment, body: text, lang: s.who.lang, theme: s.theme, second: s.second, score: s.score})
	}
	return answer{s.at, []string{id, s.at.Format("2006-01-02 15:04"), from, company, s.who.account.plan,
		strconv.Itoa(s.score), satisfied(r, s.score), text, s.who.lang}}
}

// satisfied is the second score; it follows the first, roughly. Some leave it out.
func satisfied(r *rand.Rand, score int) string {
	if r.IntN(100) < 7 {
		return ""
	}
	level := []int{0, 0, 0, 1, 1, 1, 2, 3, 3, 3, 4}[score]
	switch x := r.IntN(100); {
	case x < 20:
		level--
	case x >= 80:
		level++
	}
	return satisfaction[min(4, max(0, level))]
}

// again is the same person some minutes later, with another score and no words.
func again(r *rand.Rand, a answer, number int) answer {
	row := slices.Clone(a.row)
	at := a.at.Add(time.Duration(4+r.IntN(90)) * time.Minute)
	score, err := strconv.Atoi(row[5])
	if err != nil {
		score = 8
	}
	row[0], row[1], row[5], row[7] = "R-"+strconv.Itoa(number), at.Format("2006-01-02 15:04"), strconv.Itoa(max(0, score-1)), ""
	return answer{at, row}
}

// mishaps puts in the cells that a survey tool lets through. It gives the ids
// of the answers whose time cannot be read, so that they are lost as a whole.
func mishaps(answers []answer) (lost []string) {
	for i, bad := range []struct {
		column int
		cell   string
	}{{5, "Absolutely"}, {5, "11"}, {1, "2026-13-04 10:11"}, {6, "Fine, thanks"}, {5, "ten!!"}, {1, "last Tuesday"}, {5, "-1"}} {
		row := answers[157+263*i].row
		row[bad.column] = bad.cell
		if bad.column == 1 {
			lost = append(lost, row[0])
		}
	}
	return lost
}

// forget takes back what was said in answers that nobody can read.
func (d *demo) forget(lost []string) {
	d.said = slices.DeleteFunc(d.said, func(said remark) bool {
		return said.source == surveySource && slices.Contains(lost, strings.TrimSuffix(said.nativeID, commentColumn))
	})
}

// splitByMonth writes one file a month.
func (d *demo) splitByMonth(answers []answer) error {
	slices.SortStableFunc(answers, func(a, b answer) int { return a.at.Compare(b.at) })
	months := map[string][][]string{}
	for _, a := range answers {
		month := a.at.Format("2006-01")
		months[month] = append(months[month], a.row)
		if next := a.at.AddDate(0, 0, 1).Format("2006-01"); next != month {
			months[next] = append(months[next], a.row)
		}
	}
	for month, rows := range months {
		file, err := csvFile(append([][]string{surveyHeader}, rows...))
		if err != nil {
			return err
		}
		d.files["feedback/nps-"+month+".csv"] = file
	}
	return nil
}
