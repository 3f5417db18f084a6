package flight

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/earshot/earshot/queries/reader"
)

// TestADBC reads by Python's driver, where it is installed: EARSHOT_PYTHON names
// a Python that has adbc_driver_flightsql and pyarrow.
func TestADBC(t *testing.T) {
	python := "python3"
	if named := os.Getenv("EARSHOT_PYTHON"); named != "" {
		python = named
	}
	if err := exec.Command(python, "-c", "import adbc_driver_flightsql.dbapi, pyarrow").Run(); err != nil {
		if os.Getenv("EARSHOT_REQUIRE_ADBC") != "" {
			t.Fatal("no Python with adbc_driver_flightsql and pyarrow")
		}
		t.Skip("no Python with adbc_driver_flightsql and pyarrow; EARSHOT_REQUIRE_ADBC forbids this")
	}
	address := serve(t, people{"ann": "secret-1"}, nil, reader.Limits{Rows: 10_000_000})
	out, err := exec.Command(python, "testdata/adbc.py", address, "secret-1").CombinedOutput()
	if err != nil || strings.TrimSpace(string(out)) != "all is well" {
		t.Errorf("%v\n%s", err, out)
	}
}
