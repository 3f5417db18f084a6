package web

import (
	"net/http"

	"github.com/earshot/earshot/queries/access"
)

// handler answers a request of somebody who may make it. What it returns as an
// error becomes a page that says so.
type handler func(http.ResponseWriter, *http.Request, visit) error

// route is one line of the table: who may, and whether it asks the file.
type route struct {
	pattern string
	role    access.Role // "": anybody
	asks    bool        // counts against how often one may ask
	serve   handler
}

// routes is all there is.
func (s *Server) routes() []route {
	return []route{
		{"GET /assets/{name}", "", false, s.asset},
		{"GET /signin", "", false, s.signInPage},
		{"POST /signin", "", false, s.signInByToken},
		{"GET /signin/link", "", false, s.signInByLink},
		{"GET /signin/oidc", "", false, s.leaveForProvider},
		{"GET /signin/callback", "", false, s.backFromProvider},
		{"POST /signout", access.Reader, false, s.signOut},
		{"GET /{$}", access.Reader, false, s.home},
		{"GET /reports/{path...}", access.Reader, false, s.report},
		{"GET /ask", access.Reader, false, s.askPage},
		{"POST /ask", access.Reader, true, s.ask},
		{"POST /download", access.Reader, true, s.download},
		{"GET /tables.json", access.Reader, false, s.tablesForEditor},
		{"GET /tables", access.Reader, false, s.tablesPage},
		{"GET /tables/{name}", access.Reader, false, s.tablePage},
		{"GET /questions", access.Reader, false, s.questionsPage},
		{"GET /questions/{name}", access.Reader, true, s.questionPage},
		{"POST /questions", access.Editor, true, s.saveQuestion},
		{"GET /themes", access.Reader, true, s.themesPage},
		{"GET /themes/{id}", access.Reader, true, s.themePage},
		{"POST /themes/{id}", access.Editor, true, s.correct},
		{"GET /runs", access.Reader, true, s.runsPage},
	}
}

// Handler is the page, with all that guards it.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, r := range s.routes() {
		mux.Handle(r.pattern, s.guarded(r))
	}
	mux.Handle("/", s.guarded(route{"", access.Reader, false, func(http.ResponseWriter, *http.Request, visit) error {
		return problem{http.StatusNotFound, "There is no such page", "It may have moved, or the address has a letter too many."}
	}}))
	crossOrigin := http.NewCrossOriginProtection()
	crossOrigin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, visit{}, problem{http.StatusForbidden, "This came from another page", "Open the page here and do it again."})
	}))
	return s.headers(s.ownHost(crossOrigin.Handler(mux)))
}
