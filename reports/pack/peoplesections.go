package pack

func stillDemanded() Section {
	return Section{
		Title: "Shipped or declined, and demanded still", Query: "still_demanded", Marts: []string{"demand_vs_plan", "demand"}, Stories: true,
		One: "item is demanded still", Many: "items are demanded still",
		Intro:   "Items shipped in the last half-year whose theme five people or more demanded since, and declined ones whose demand grows. The ratio holds the 8 weeks after against the 8 before, of all who gave feedback.",
		Next:    "ask those who demand it still what is missing, before the item counts as done.",
		Nothing: "Nothing that was shipped or declined in the last half-year is demanded still.",
		Columns: []Column{{"Item", Text, "item"}, {"Outcome", Text, "outcome"}, {"On", Day, "since"}, {"Theme", Text, "theme"}, {"People", Whole, "people"}, {"Accounts", Whole, "accounts"}, {"Money", Whole, "money"},
			{"After over before", Ratio, "rate_ratio"}, {"Verdict", Verdict, "verdict"}, {"", Quotes, "quotes"}},
	}
}

func toTell() Section {
	return Section{
		Title: "People to tell", Most: 10, Query: "to_tell", Marts: []string{"people_to_tell"}, Stories: true,
		One: "customer to tell", Many: "customers to tell", Count: "who",
		Intro:   "Customers who raised what a release has brought, or what was declined, and whom nobody has told; a row of kind told in contacts.csv takes them off. Ids are those of customers.csv.",
		Next:    "send each a draft by hand, the address is in customers.csv, and note it in contacts.csv.",
		Nothing: "Nobody: of those who raised what was shipped or declined in the last half-year, none may be contacted, or all were told.",
		Columns: []Column{{"Customer", Text, "who"}, {"Outcome", Text, "outcome"}, {"On", Day, "ended_on"}, {"Items", Text, "items"}, {"Raised on", Day, "raised_on"}, {"By", Text, "channel"}, {"Owner", Text, "owner"},
			{"", Quotes, "quote"}, {"", Draft, "draft"}},
	}
}

func invite() Section {
	return Section{
		Title: "People to invite", Query: "invite", Marts: []string{"people_to_invite"},
		One: "customer to invite", Many: "customers to invite",
		Intro:   "For the next review, or an interview: drawn by lot among all segments, moods and recencies, one who says the opposite of most, some never heard from. The same run draws the same people; whoever was named, or spoken with, is left alone for as long as earshot.yaml says.",
		Next:    "ask them today; who came is noted in contacts.csv with the kind review.",
		Nothing: "Nobody: consent and last contact stand in customers.csv, and whom an earlier list has named is left alone.",
		Columns: []Column{{"Customer", Text, "person"}, {"Segment", Text, "segment"}, {"Mood", Text, "mood"}, {"Heard", Day, "heard_on"}, {"Spoken with", Day, "last_contacted_on"}, {"Why", Text, "reason"}},
	}
}

func verdicts() Section {
	return Section{
		Title: "What releases were to change", Query: "verdicts", Marts: []string{"release_verdicts"},
		Intro:   "Claims of claims.csv: people who named the theme in as many days after the release as before.",
		Nothing: "Nothing was claimed of a release: claims.csv is where to say it, before the release.",
		Columns: []Column{{"Release", Text, "release"}, {"Released", Day, "released_on"}, {"Theme", Text, "theme"}, {"Expected", Text, "expected"}, {"Before", Whole, "people_before"}, {"After", Whole, "people_after"},
			{"Rate ratio", Ratio, "rate_ratio"}, {"Verdict", Verdict, "verdict"}, {"Decided on", Day, "check_on"}},
	}
}

func told() Section {
	return Section{
		Title: "Who was told", Most: 10, Query: "told", Marts: []string{"items_to_tell"},
		Intro:   "Of each item shipped or declined in the last half-year, the customers who raised it in the year before, those of them that may be contacted, and those that contacts.csv says were told.",
		Nothing: "Nobody of customers.csv raised what was shipped or declined in the last half-year.",
		Columns: []Column{{"Item", Text, "item"}, {"Outcome", Text, "outcome"}, {"On", Day, "ended_on"}, {"Customers", Whole, "customers"}, {"Without consent", Whole, "no_consent"}, {"Told", Whole, "told"}, {"Share told", Share, "told_share"}},
	}
}

func toldScores() Section {
	return Section{
		Title: "Does telling matter", Query: "told_scores", Marts: []string{"told_effect"},
		Intro:   "The next score of customers who were told, and of those who raised something and were not. An association: whom a team tells may have been of better cheer before.",
		Nothing: "No customer who raised something has given a score since.",
		Columns: []Column{{"Measure", Text, "measure"}, {"Told", Net, "told"}, {"Not told", Net, "untold"}, {"Difference", Net, "difference"}, {"Verdict", Verdict, "verdict"}},
	}
}

func roles() Section {
	return Section{
		Title: "Who spoke with customers", Query: "roles", Marts: []string{"contacts_by_sprint"},
		Intro:   "Conversations in contacts.csv: in the newest sprint that has begun, in the one before, and of all kinds in the last seven. The trend is Mann-Kendall's over the sprints that are over, at least 8.",
		Nothing: "contacts.csv has no conversation yet: date, who, role and kind of each are enough.",
		Columns: []Column{{"Role", Text, "role"}, {"This sprint", Whole, "this_sprint"}, {"Before", Whole, "sprint_before"}, {"Last seven", Whole, "contacts"}, {"Interviews", Whole, "interviews"}, {"Reviews", Whole, "reviews"},
			{"Calls", Whole, "calls"}, {"Told", Whole, "told"}, {"Trend", Verdict, "trend"}},
	}
}

func promised() Section {
	return Section{
		Title: "Promises", Query: "promised", Marts: []string{"promises"}, One: "promise is late", Many: "promises are late", Count: "late",
		Intro:   "What promises.csv says was promised, by when, how often that was moved, and whether the customer was told of the last day.",
		Next:    "give each late promise a day and tell the customer; a later row in promises.csv moves it.",
		Nothing: "No promise stands in promises.csv.",
		Columns: []Column{{"Promise", Text, "promise"}, {"To", Text, "customer"}, {"First due", Day, "first_due_on"}, {"Due", Day, "due_on"}, {"Moved", Whole, "moved"}, {"Told", Text, "told"}, {"State", Text, "state"}},
	}
}

func signed() Section {
	return Section{
		Title: "Contract against feedback", Query: "signed", Marts: []string{"contracts"},
		One: "contracted item is overtaken", Many: "contracted items are overtaken", Count: "overtaken",
		Intro:   "Items that stand in a contract, and what their accounts, or else everybody, demand most now. Overtaken: still open, and fewer than five people demand it.",
		Next:    "show the account of an overtaken item what is asked for now.",
		Nothing: "No item of the plan stands in a contract.",
		Columns: []Column{{"Item", Text, "item"}, {"People", Whole, "people"}, {"Times moved", Whole, "moved"}, {"Asked for now", Text, "asks"}, {"Outcome", Text, "verdict"}},
	}
}

func waste() Section {
	return Section{
		Title: "Effort without effect", Query: "waste", Marts: []string{"waste"}, One: "item changed nothing", Many: "items changed nothing",
		Intro:   "Items shipped in the last half-year for which nobody had asked and after which no fewer people demanded their theme.",
		Nothing: "Nothing shipped in the last half-year was without evidence before and without effect after.",
		Columns: []Column{{"Item", Text, "item"}, {"Shipped", Day, "shipped_on"}, {"Estimate", Whole, "estimate"}, {"Theme", Text, "theme"}, {"People before", Whole, "people_before"}, {"After over before", Ratio, "rate_ratio"}},
	}
}
