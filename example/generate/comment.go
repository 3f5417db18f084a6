package main

import "strings"

// comment is what a survey answer says. It tries again when it comes out as
// something told before.
func (t *teller) comment(s *slot) string {
	var text string
	for range 6 {
		text = s.who.manner.wear(t.rand, t.composed(s), s.mood)
		if !t.told[text] {
			break
		}
	}
	t.told[text] = true
	return text
}

// composed is the comment before the writer's manner is put on.
func (t *teller) composed(s *slot) string {
	p := s.who
	if p.lang != "en" {
		return t.foreign(s)
	}
	if p.manner.length == 0 && s.mood != "praise" && t.rand.IntN(100) < 28 {
		if short := t.say(p, s.theme, "short"); short != "" {
			return short
		}
	}
	text := t.core(s)
	if p.manner.length > 0 && t.rand.IntN(100) < 22 {
		text = t.opened(p, s.mood, text)
	}
	if s.second != "" {
		return t.turned(s, text)
	}
	if p.manner.length == 2 || p.manner.length == 1 && t.rand.IntN(100) < 35 {
		text = join(text, t.tail(s))
	}
	if p.manner.length == 2 && s.mood == "complaint" && t.rand.IntN(100) < 35 {
		text += "\n" + pick(t.rand, []string{"", "\n"}) + t.say(p, "frame", t.contextOf(s.mood))
	}
	return text
}

// core is the sentence that the text is about.
func (t *teller) core(s *slot) string {
	for _, section := range t.sections(s) {
		if text := t.say(s.who, s.file(), section); text != "" {
			return text
		}
	}
	return t.say(s.who, "other", "praise")
}

// file is where the theme's sentences are.
func (s *slot) file() string {
	switch s.theme {
	case "subject", "fixbonus":
		return "other"
	}
	return s.theme
}

// matterOfFact says that the theme's sentences are neither complaint nor wish.
func (s *slot) matterOfFact() bool { return s.theme == "subject" || s.theme == "fixbonus" }

// sections are those to look into for the slot, the best one first.
func (t *teller) sections(s *slot) []string {
	mostly := t.rand.IntN(100) < 80
	switch {
	case s.matterOfFact():
		return []string{s.theme}
	case s.theme == "kiosk":
		return []string{"wish"}
	case s.theme == "login" && s.week == lastWeek && mostly:
		return []string{"after"}
	case s.theme == "export" && s.week == lastWeek && s.mood == "praise":
		return []string{"fixed"}
	case s.theme == "export" && s.week >= weekOf41 && s.week < lastWeek && s.mood == "complaint" && mostly:
		return []string{"broken"}
	case s.mood == "ask":
		return []string{"ask", "wish", "complaint"}
	}
	return []string{s.mood, "complaint"}
}

func (t *teller) opened(p *person, mood, text string) string {
	opener := t.say(p, "frame", "opener "+mood)
	if opener == "" {
		return text
	}
	return after(opener, text)
}

// after puts a sentence behind one that may go on.
func after(opener, text string) string {
	if strings.HasSuffix(opener, ".") {
		return opener + " " + text
	}
	return opener + " " + lowerFirst(text)
}

// turned goes over to the second theme: "..., but ...".
func (t *teller) turned(s *slot, text string) string {
	other := *s
	other.theme, other.mood = s.second, s.contrary
	return join(text, after(t.say(s.who, "frame", "but "+kindOfMood(s.contrary)), t.core(&other)))
}

// tail is what follows: a detail of the theme, a consequence, a word of thanks.
func (t *teller) tail(s *slot) string {
	switch {
	case s.matterOfFact():
		return ""
	case s.mood == "praise":
		return t.say(s.who, "frame", "after praise")
	case s.mood == "wish":
		return t.say(s.who, "frame", "after wish")
	case s.score >= 0 && s.score <= 4 && t.rand.IntN(6) == 0:
		return t.say(s.who, "frame", "leaving")
	case t.rand.IntN(2) == 0:
		return t.detail(s)
	}
	return t.say(s.who, "frame", "consequence")
}

// detail is a sentence that belongs to the theme's complaints.
func (t *teller) detail(s *slot) string {
	if s.theme == "export" && s.week >= weekOf41 && s.week < lastWeek {
		return t.say(s.who, "export", "broken detail")
	}
	if s.theme == "export" && s.week == lastWeek {
		return ""
	}
	return t.say(s.who, s.file(), "detail")
}

// foreign is a comment in the writer's own language; about something else
// where the theme has no sentence in it.
func (t *teller) foreign(s *slot) string {
	mood := s.mood
	if mood != "praise" {
		mood = "complaint"
	}
	text := t.say(s.who, s.file(), s.who.lang+" "+mood)
	if text == "" {
		s.theme = "other"
		text = t.say(s.who, "other", s.who.lang+" "+mood)
	}
	if s.who.manner.length > 0 && mood == "complaint" && t.rand.IntN(3) == 0 {
		text = join(text, t.say(s.who, "frame", s.who.lang+" after"))
	}
	return text
}

// contextOf is where sentences are that say how it came about. Half of those
// that fit a complaint fit all moods.
func (t *teller) contextOf(mood string) string {
	if mood == "complaint" && t.rand.IntN(2) == 0 {
		return "context complaint"
	}
	return "context"
}

// kindOfMood is praise or, for all that is not, complaint.
func kindOfMood(mood string) string {
	if mood == "praise" {
		return mood
	}
	return "complaint"
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	if strings.HasSuffix(a, ":") {
		return a + " " + b
	}
	if strings.HasSuffix(a, ".") || strings.HasSuffix(a, "?") || strings.HasSuffix(a, "!") {
		return a + " " + b
	}
	return a + ". " + b
}
