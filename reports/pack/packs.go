package pack

// All are the packs, in the order in which a sprint needs them.
func All() []Pack {
	return []Pack{refinement(), planning(), review(), retrospective(), voices()}
}

func refinement() Pack {
	return Pack{
		Name: "refinement", Title: "Refinement", Quiet: "Nothing that customers demand waits for an item",
		For:      "What customers demand and the plan does not answer yet, in their words, and whom to ask before anything is written down.",
		Sections: []Section{noItem(), stalled(), disagree(), ask()},
	}
}

func planning() Pack {
	return Pack{
		Name: "planning", Title: "Planning", Quiet: "Nothing is committed that nobody asked for", BySprint: true,
		For:      "What stands behind the items of this sprint and the next: who asked for them, what nobody asked for, and what would help most people for the least work.",
		Sections: []Section{nobodyAsked(), committed(), coverage(), relief()},
	}
}

func review() Pack {
	return Pack{
		Name: "review", Title: "Review", Quiet: "Nothing that was shipped is demanded still, and nobody is to be told",
		For:      "What came of what was shipped, whom to tell, and whom to invite.",
		Sections: []Section{stillDemanded(), verdicts(), toTell(), invite(), told(), toldScores()},
	}
}

func retrospective() Pack {
	return Pack{
		Name: "retrospective", Title: "Retrospective", Quiet: "Nothing was wasted, and no promise is late", BySprint: true,
		For:      "How much the team spoke with customers, whether plan and demand come closer, and what became of effort and promises.",
		Sections: []Section{roles(), coverage(), promised(), signed(), waste()},
	}
}

func voices() Pack {
	return Pack{
		Name: "voices", Title: "Voices", Quiet: "No item is open in this sprint or the next", BySprint: true,
		For:      "For those who build: of each open item of this sprint and the next the customers' own words, and whom to ask.",
		Sections: []Section{heard()},
	}
}
