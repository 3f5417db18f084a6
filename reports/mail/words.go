package mail

// words are all that a mail says, in one language; the verbs of each are those
// of fmt, the same in every language.
type words struct {
	Code                                  string
	Feedback                              string // of a subject: Feedback W27
	Week                                  string
	Changed, Why, Decide                  string // the three lines
	Rose, Fell, NoReal, TooFewToCompare   string
	Single, NoRatings                     string
	NewTheme, NoTheme, NothingTested      string
	Alarms1, Alarms                       string
	SilentSubject, NothingSubject         string
	EarlySubject, StaleOne, StaleMany     string
	FirstSubject, Moved1, Moved           string
	FirstTested                           string
	MoverNew, MoverRate                   string
	ScoreChange, PeopleChange             string
	NothingChanged                        string
	MoverWhy, MoverWhyNew, ScoreWhy       string
	Unseen, Nearest, Tested1, Tested      string
	NoneCompared, NoThemes                string
	DecideUp, DecideUpOwner               string
	DecideDown, DecideDownOwner           string
	DecideScore, DecideAsk, DecideNothing string
	More1, More                           string
	StaleChanged, StaleDecide             string
	StaleWhy, StaleSince, StaleAllowed    string
	FirstChanged, FirstDecide             string
	FirstWhy1, FirstWhy                   string
	PausedChanged, PausedWhy              string
	PausedDecide                          string
	NothingYet, NothingWhy, NothingDecide string
	EarlyChanged, EarlyWhy, EarlyDecide   string

	Figures, Measure, Now, Change, Answers string
	SegmentFigures                         string
	Caption                                string
	PeriodWeek, Period                     string
	AgainstWeek, Against, AgainstMean      string
	NoFigure, NotCompared                  string

	Movers, Theme, People, Rate, Item     string
	Up, Down, NoItem, PeopleOf            string
	MoversNote, MoversMore                string
	AlarmsTitle, AlarmNew, AlarmStill     string
	AlarmOver, AlarmSince, AlarmMore      string
	AlarmMover, AlarmTrend, AlarmScore    string
	AlarmDrift, AlarmOutlier              string
	AlarmRelease, AlarmSilence            string
	VerdictsTitle, VerdictDue, VerdictHas string
	Fewer, MorePeople                     string
	PlanTitle, PlanMore                   string
	PlanLists                             map[string]string
	ToTell, ToInvite, Customer, Customers string
	UnheardTitle, UnheardLine             string
	QuotesTitle, QuoteBy, QuotesMore      string
	NothingTitle, NothingLine, NothingOwn string
	ChanceNames, FewNames, StillNames     string
	NotRuledOut                           string
	SourcesTitle, Source, Newest, State   string
	Fresh, Stale, NeverAny, PlanOnly      string
	SourcesMore                           string
	UnthemedLine                          string
	LinksTitle, LinkReport, LinkTables    string
	LinkSQL, FilesAt                      string
	Reason, ReasonThemes, ReasonSegments  string
	Unsubscribe, UnsubscribeText          string
	Made                                  string

	To, OrMore, New, Points, And string
	Person, Persons              string
	Day, Days                    string
	Arrow                        map[string]string // the word that goes with an arrow
	Verdicts                     map[string]string // verdict words of the marts
	Metrics                      map[string]string
	Dimensions                   map[string]string
	Months                       [12]string
}

func english() words {
	return words{
		Code: "en", Feedback: "Feedback W%d", Week: "Week of %s",
		Changed: "What changed", Why: "Why we think so", Decide: "What to decide",
		Rose: "%s up %s to %s", Fell: "%s down %s to %s", NoReal: "%s %s, no real change", TooFewToCompare: "%s %s, too few answers to compare",
		Single: "%s %s from a single answer", NoRatings: "no ratings",
		NewTheme: "%s is new", NoTheme: "no theme moved", NothingTested: "no theme could be compared",
		Alarms1: "1 new alarm", Alarms: "%s new alarms",
		SilentSubject:  "nobody was heard, mails pause until somebody is",
		NothingSubject: "nothing has come in yet, mails pause until it does",
		EarlySubject:   "the first week is not over yet",
		StaleOne:       "nothing compared, %s silent for %s", StaleMany: "nothing compared, %s sources silent",
		FirstSubject: "the first week, %s", Moved1: "1 more theme moved", Moved: "%s more themes moved",
		FirstTested: "%s, none moved beyond chance",
		MoverNew:    "%s: %s in the week, nobody in the eight weeks before.",
		MoverRate:   "%s: %s in the week, %s times the rate of the eight weeks before.",
		ScoreChange: "%s: %s, %s against %s.", PeopleChange: "%s: %s in the week against a mean of %s in the 4 weeks before.",
		NothingChanged: "Nothing that is more than chance.",
		MoverWhy:       "%s: %s of %s people against %s of %s; rate ratio %s (%s), %s among %s.",
		MoverWhyNew:    "%s: %s of %s people against %s of %s; %s among %s.",
		ScoreWhy:       "%s: %s answers against %s before; change %s (%s).",
		Unseen:         "A change of less than %s could not have been seen with n = %s.",
		Nearest:        "%s; the nearest to a change is %s with %s.", Tested1: "1 theme tested", Tested: "%s themes tested",
		NoneCompared: "%s; none could be compared.", NoThemes: "No theme is set up, or none was named in these nine weeks.",
		DecideUp:      "Whether %s comes before what is planned: read its quotations first.",
		DecideUpOwner: "Whether %s (%s looks after it) comes before what is planned: read its quotations first.",
		DecideDown:    "Whether %s is done with, or people have stopped telling us.", DecideDownOwner: "Whether %s (%s looks after it) is done with, or people have stopped telling us.",
		DecideScore: "What stands behind the change of %s.", DecideAsk: "Nothing from these figures. To tell more next time, ask more people.", DecideNothing: "Nothing: carry on as planned.",
		More1: "And 1 more, in the full report.", More: "And %s more, in the full report.",
		StaleChanged: "Nothing is compared while a source is silent: what it would have brought is missing from one side only.",
		StaleDecide:  "Who gets %s going again, or takes it out of earshot.yaml.",
		StaleWhy:     "%s: nothing for %s", StaleSince: ", since %s", StaleAllowed: "; it may be silent for %s",
		FirstChanged: "There is no earlier week to compare with.", FirstDecide: "Nothing from these figures yet: changes show from the second week on, moves of a theme from the fifth.",
		FirstWhy1: "1 piece of feedback in the first complete week.", FirstWhy: "%s pieces of feedback in the first complete week.",
		PausedChanged: "Nobody was heard in the week of %s: no feedback and no rating.",
		PausedWhy:     "How fresh each source is stands below; the newest feedback or rating is of %s.",
		PausedDecide:  "Whether the sources still bring what people say. The next mail comes when somebody is heard again.",
		NothingYet:    "Nothing: no source has brought feedback or a rating yet.", NothingWhy: "The state of each source stands below.",
		NothingDecide: "Which survey, mailbox or tracker to connect first. The next mail comes when somebody is heard.",
		EarlyChanged:  "Nothing can be said before a week is complete.", EarlyWhy: "The first feedback is of a week that is not over; the newest is of %s.",
		EarlyDecide: "Nothing yet. The next mail comes when the week is complete.",

		Figures: "Five figures", Measure: "Measure", Now: "Now", Change: "Change", Answers: "n", SegmentFigures: "Your segments",
		Caption: "In small print: the 95 % interval, and whether the change is real. n: answers, people or pieces of feedback.", PeriodWeek: "week to %s", Period: "%d weeks to %s",
		AgainstWeek: "the week before", Against: "the %d weeks before", AgainstMean: "the mean of the 4 weeks before",
		NoFigure: "no answers", NotCompared: "not compared",

		Movers: "Themes that moved", Theme: "Theme", People: "People", Rate: "Times as many", Item: "Work item",
		Up: "up", Down: "down", NoItem: "no item", PeopleOf: "%s of %s",
		MoversNote: "People in the week, of all who were heard, against the eight weeks before. q is the share of false alarms among themes with this q or less.",
		MoversMore: "%s more in the full report.", AlarmsTitle: "Alarms", AlarmNew: "New", AlarmStill: "Still", AlarmOver: "Over", AlarmSince: " since %s", AlarmMore: "%s more in the full report.",
		AlarmMover: "%s named %s times as often", AlarmTrend: "%s: a slow trend %s", AlarmScore: "%s %s over 4 weeks", AlarmDrift: "%s drifts %s", AlarmOutlier: "%s: an unusual week, %s",
		AlarmRelease: "release %s: %s", AlarmSilence: "%s silent for %s",
		VerdictsTitle: "Releases: did they do what was said?", VerdictDue: "to be judged on %s", VerdictHas: "%s: people %s, then %s, rate ratio %s (%s)",
		Fewer: "fewer people expected", MorePeople: "more people expected",
		PlanTitle: "Demand against the plan", PlanMore: "%s more", Customer: "1 customer", Customers: "%s customers",
		PlanLists: map[string]string{
			"no item": "Demanded, no item", "nobody asked": "Committed, nobody asked", "stalled": "Demanded but stalled",
			"shipped": "Shipped, still demanded", "declined": "Declined, demand grows",
		},
		ToTell: "To tell what became of what they raised: %s; who, says the pack review.", ToInvite: "To invite: %s, by %s; who, says the pack review.",
		UnheardTitle: "Heard less than the others", UnheardLine: "%s %s: %s of %s customers heard in 13 weeks (%s, of the others %s).",
		QuotesTitle: "In their words", QuoteBy: "%s, %s", QuotesMore: "%s more in the full report.",
		NothingTitle: "Looked at, and not found", NothingLine: "%s against the eight weeks before: %s with a real change, %s that could be chance, %s with too few people to tell.",
		NothingOwn:  "%s against the eight weeks before; of yours %s with a real change, %s that could be chance, %s with too few people to tell.",
		ChanceNames: "Could be chance: %s.", FewNames: "Too few people to tell: %s.", StillNames: "Without a real change: %s.",
		NotRuledOut:  "Nothing was compared, so nothing can be ruled out.",
		SourcesTitle: "How fresh the sources are", Source: "Source", Newest: "Newest", State: "State",
		Fresh: "fresh", Stale: "stale: silent for %s", NeverAny: "nothing yet", PlanOnly: "plan or customers, no feedback", SourcesMore: "%s more in the full report.",
		UnthemedLine: "%s of the feedback of the %s is of no theme (%s of %s).",
		LinksTitle:   "More", LinkReport: "The full report of this week", LinkTables: "The tables as CSV files", LinkSQL: "The SQL behind each figure",
		FilesAt: "The full report, with the SQL behind each figure, is %s in the workspace; its tables are the CSV files beside it.",
		Reason:  "You get this because %s stands under mail in earshot.yaml of %s.", ReasonThemes: "It is about the themes %s.", ReasonSegments: "Its quotations are of the segments %s.",
		Unsubscribe: "Get no more of these mails: write to %s", UnsubscribeText: "Write to %s to get no more of these mails",
		Made: "Made for the state of %s (%s); run %s.",

		To: " to ", OrMore: " or more", New: "new", Points: " points", And: " and ",
		Person: "1 person", Persons: "%s people", Day: "1 day", Days: "%s days",
		Arrow:      map[string]string{"up": "up", "down": "down", "flat": "level", "better": "better", "worse": "worse"},
		Verdicts:   map[string]string{"real change": "real change", "could be chance": "could be chance", "too few to tell": "too few to tell", "better": "better", "worse": "worse", "no evidence": "no evidence", "too early": "too early"},
		Metrics:    map[string]string{"nps": "NPS", "csat": "CSAT", "ces": "Effort (CES)", "stars": "Stars", "sentiment": "Net sentiment", "people": "People heard", "unthemed": "Without a theme"},
		Dimensions: map[string]string{"segment": "segment", "plan": "plan", "tenure": "tenure", "money": "quarter by money", "all": "customers"},
		Months:     [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
	}
}
