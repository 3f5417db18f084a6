package pack

// demandColumns stand in every list of demand: how many, how much, and whether it grows.
func demandColumns() []Column {
	return []Column{{"People", Whole, "people"}, {"Accounts", Whole, "accounts"}, {"Money", Whole, "money"}, {"Over 26 weeks", Verdict, "trend"}}
}

const demandIntro = " People demanded it in the last 13 weeks: they asked for something or complained. Money is what their accounts pay in a year, and weighs nothing."

func noItem() Section {
	return Section{
		Title: "Demanded, and no item", Query: "no_item", Marts: []string{"demand_vs_plan", "demand"}, Stories: true,
		One: "theme is demanded and has no item", Many: "themes are demanded and have no item",
		Intro:   "No item of the plan is about these themes, and none was shipped or declined in half a year." + demandIntro,
		Next:    "write an item with these words in it, or decline it and say so.",
		Nothing: "Every theme that five people or more demanded has an item, or had one in the last half-year.",
		Columns: append([]Column{{"Theme", Text, "theme"}, {"Owner", Text, "owner"}}, append(demandColumns(), Column{"", Quotes, "quotes"})...),
	}
}

func stalled() Section {
	return Section{
		Title: "Demanded, and stalled", Query: "stalled", Marts: []string{"demand_vs_plan", "demand"}, Stories: true,
		One: "item has stalled", Many: "items have stalled",
		Intro:   "Open items of demanded themes that stayed behind in a sprint, or that nobody has touched for 8 weeks." + demandIntro,
		Next:    "put it into a sprint, or close it and tell those who wait.",
		Nothing: "No open item of a demanded theme has stalled.",
		Columns: append([]Column{{"Item", Text, "item"}, {"Theme", Text, "theme"}, {"Since", Day, "since"}}, append(demandColumns(), Column{"", Quotes, "quotes"})...),
	}
}

func disagree() Section {
	return Section{
		Title: "Where customers disagree", Query: "disagree", Marts: []string{"themes", "theme_quotes"}, Stories: true,
		Intro:   "Five people or more praise the theme and as many blame it in the last 13 weeks, and the interval of their net sentiment (the share of people who praise less that of those who blame) does not tell which are more. Ask both before an item takes a side. First a sentence that blames, then one that praises.",
		Nothing: "Of every theme that many speak of, more praise it than blame it, or the other way round.",
		Columns: []Column{{"Theme", Text, "theme"}, {"Praise", Whole, "praise"}, {"Blame", Whole, "blame"}, {"Net sentiment", Net, "net"}, {"", Quotes, "quotes"}},
	}
}

func ask() Section {
	return Section{
		Title: "Whom to ask", Query: "ask", Marts: []string{"people_to_ask", "demand_vs_plan"},
		One: "customer to ask", Many: "customers to ask", Count: "person",
		Intro:   "Customers who raised one of these themes in the last half-year, may be contacted, and with whom nobody spoke for as long as earshot.yaml says (invite: cap).",
		Next:    "the product owner or a developer calls two or three of them, and notes it in contacts.csv.",
		Nothing: "Nobody who raised one of these themes may be contacted now: consent stands in customers.csv, who was spoken with lately in contacts.csv.",
		Columns: []Column{{"Customer", Text, "person"}, {"Segment", Text, "segment"}, {"About", Text, "theme"}, {"Raised on", Day, "raised_on"}, {"By", Text, "channel"}, {"Spoken with", Day, "last_contacted_on"}},
	}
}

func nobodyAsked() Section {
	return Section{
		Title: "Committed, and nobody asked", Query: "nobody_asked", Marts: []string{"demand_vs_plan"},
		One: "committed item was asked for by nobody", Many: "committed items were asked for by nobody",
		Intro:   "Open items of this sprint and the next none of whose themes five people demanded in the last 13 weeks. Enablers, debt, compliance and experiments need nobody to ask.",
		Next:    "say in the meeting why it is committed all the same, or take it out.",
		Nothing: "Every item of this sprint and the next was asked for, or needs nobody to ask.",
		Columns: []Column{{"Item", Text, "item"}, {"Sprint", Text, "sprint"}, {"Theme", Text, "theme"}, {"People", Whole, "people"}, {"Estimate", Whole, "estimate"}, {"In a contract", Text, "contract"}},
	}
}

func committed() Section {
	return Section{
		Title: "What stands behind the items", Query: "committed", Marts: []string{"work_items", "theme_items", "demand"},
		Intro:   "Open items of this sprint and the next, by the theme of theirs that most people demand; below the theme, how the item was found to be about it." + demandIntro,
		Nothing: "No item of this sprint or the next is open.",
		Columns: append([]Column{{"Item", Text, "item"}, {"Sprint", Text, "sprint"}, {"Type", Text, "type"}, {"Theme", Text, "theme"}}, demandColumns()...),
	}
}

func coverage() Section {
	return Section{
		Title: "How far plan and demand meet", Query: "coverage", Marts: []string{"plan_coverage"},
		Intro:   "Evidence is how many of the items committed somebody asked for; demand, how many of the people who demanded something have an open item on their theme. The trend, beside the newest sprint, is Mann-Kendall's over all sprints known, at least 8.",
		Nothing: "There is no sprint with 8 weeks of feedback before it yet.",
		Columns: []Column{{"Sprint", Text, "sprint"}, {"Measure", Text, "measure"}, {"Share", Share, "share"}, {"Covered", Whole, "covered"}, {"Trend", Verdict, "trend"}},
	}
}

func relief() Section {
	return Section{
		Title: "Cheapest relief", Query: "relief", Marts: []string{"relief"},
		Intro:   "Open items by people who demand their theme for each unit of the estimate. It supposes that the item answers the theme. Impact is how many points of the NPS the theme goes along with; the order does not look at it.",
		Next:    "hold the first rows against what is to be committed.",
		Nothing: "No open item of a demanded theme has an estimate.",
		Columns: []Column{{"Item", Text, "item"}, {"Theme", Text, "theme"}, {"People", Whole, "people"}, {"Estimate", Whole, "estimate"}, {"People per unit", Text, "relief"}, {"Impact", Net, "impact"}, {"Over 26 weeks", Verdict, "trend"}},
	}
}

func heard() Section {
	return Section{
		Title: "The items", Query: "voices", Marts: []string{"work_items", "theme_items", "demand", "people_to_ask"}, Stories: true,
		One: "open item of this sprint and the next", Many: "open items of this sprint and the next",
		Intro:   "Each with the theme of it that most people demand. Customers to ask stand by their id; they may be contacted, and nobody spoke with them lately.",
		Nothing: "No item of this sprint or the next is open.",
		Columns: []Column{{"Item", Text, "item"}, {"Sprint", Text, "sprint"}, {"Type", Text, "type"}, {"Theme", Text, "theme"}, {"People", Whole, "people"}, {"Accounts", Whole, "accounts"}, {"Over 26 weeks", Verdict, "trend"}, {"Ask", Text, "ask"}, {"Words and whom to ask", Text, "words"}, {"", Quotes, "quotes"}},
	}
}

// FiveLists is demand against the plan in short, for the summary.
func FiveLists() Section {
	return Section{
		Title: "Demand against the plan", Query: "plan_lists", Marts: []string{"demand_vs_plan", "demand"},
		Intro:   "What customers ask for and what the team plans, held against each other in both directions; at most three of each list, the rest with quotations in the packs refinement, planning and review." + demandIntro,
		Nothing: "Plan and demand meet: none of the five lists has an entry.",
		Columns: append([]Column{{"List", Text, "list"}, {"Item or theme", Text, "what"}, {"Theme", Text, "theme"}}, demandColumns()...),
	}
}
