# Needs Go, a C compiler, make and git. FUZZTIME is per fuzz test: a time or, as 1500x, a number of inputs.
FUZZTIME ?= 5s
.PHONY: build test lint race fuzz bench eval demo editor servers stop-servers test-servers

build: ; go build -o bin/earshot .
test: ; go test -timeout 30m ./...
lint: ; @test -z "$$(gofmt -l . | tee /dev/stderr)" && go vet ./... && go tool staticcheck ./...
race: ; go test -race -short -timeout 30m ./...
fuzz: ; @for p in $$(go list ./...); do for f in $$(go test -list '^Fuzz' $$p | grep '^Fuzz'); do echo "$$p $$f"; go test -run '^$$' -fuzz "^$$f\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 2s $$p || exit 1; done; done
servers: ; go run ./internal/servers start
stop-servers: ; go run ./internal/servers stop
test-servers: servers ; @. bin/servers.env && EARSHOT_REQUIRE_SERVERS=1 go test -count=1 -run 'Server' ./...
bench: ; @if [ -f bin/servers.env ]; then . bin/servers.env; fi; go run ./internal/measure bench
eval: ; go run ./internal/measure eval
demo: build ; ./bin/earshot demo
editor: ; cd queries/web/assets-src && npm ci --ignore-scripts && npm run build
