package own

import (
	"strconv"
	"time"

	"github.com/earshot/earshot/reports/figure"
	"github.com/earshot/earshot/reports/report"
	"github.com/earshot/earshot/reports/sheet"
)

// csvPath is a block's file in the report's folder.
func csvPath(index int, b block) string {
	if name := b.name(); name != "" {
		return name + ".csv"
	}
	return "_" + strconv.Itoa(index+1) + ".csv" // no name begins with _
}

// writeTables writes each block's rows beside the page.
func writeTables(name string, results []result, folder *report.Folder) error {
	for i, a := range results {
		err := folder.Create(name+"/"+csvPath(i, a.block), func(out *report.Output) (int64, error) {
			w, err := sheet.NewWriter(out, a.names())
			if err != nil {
				return 0, err
			}
			dates := make([]bool, len(a.columns))
			for c := range a.columns {
				dates[c] = a.columns[c].sort == "date"
			}
			for _, row := range a.rows {
				if err := w.Write(row, dates); err != nil {
					return 0, err
				}
			}
			out.All(a.all)
			return w.Rows(), nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// plainCell is a date as machines read it.
func plainCell(value any) string {
	if day, ok := value.(time.Time); ok {
		return figure.ISO(day)
	}
	return ""
}
