# Needs Go, a C compiler, make and git. FUZZTIME is per fuzz test: a time or, as 1500x, a number of inputs.
FUZZTIME ?= 5s
.PHONY: build test lint race fuzz bench eval demo editor servers stop-servers test-servers

build: ; go build -o bin/earshot .
test: ; go test -timeout 30m ./...
lint: ; @test -z "$$(gofmt -l . | tee /dev/stderr)" && go vet ./... && go tool staticcheck ./...
race: ; go test -race -short -timeout 30m ./...
fuzz: ; @t=$$(mktemp -d)/fuzz.test; for p in $$(git grep -l '^func Fuzz' '*_test.go' | xargs -n1 dirname | sort -u); do go test -c -fuzz=Fuzz -o $$t ./$$p || exit 1; for f in $$($$t -test.list '^Fuzz'); do echo "$$p $$f"; (cd $$p && $$t -test.run '^$$' -test.fuzz "^$$f\$$" -test.fuzztime $(FUZZTIME) -test.fuzzminimizetime 2s -test.fuzzcachedir $${t%/*}/cache) || exit 1; done; done; rm -r $${t%/*}
servers: ; go run ./internal/servers start
stop-servers: ; go run ./internal/servers stop
test-servers: servers ; @. bin/servers.env && EARSHOT_REQUIRE_SERVERS=1 go test -count=1 -run 'Server' ./...
bench: ; @if [ -f bin/servers.env ]; then . bin/servers.env; fi; go run ./internal/measure bench
eval: ; go run ./internal/measure eval
demo: build ; ./bin/earshot demo
editor: ; cd queries/web/assets-src && npm ci --ignore-scripts && npm run build
