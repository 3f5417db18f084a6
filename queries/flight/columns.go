package flight

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/flight/flightsql"

	"github.com/earshot/earshot/queries/reader"
)

// described is the columns of an answer with what drivers pass on to tools: how
// many digits there are, that texts are told apart by case, and that nothing of
// it is written.
func described(schema *arrow.Schema) *arrow.Schema {
	fields := schema.Fields()
	for i := range fields {
		fields[i].Metadata = about(fields[i].Type).Metadata()
	}
	return arrow.NewSchema(fields, nil)
}

func about(kind arrow.DataType) *flightsql.ColumnMetadataBuilder {
	b := flightsql.NewColumnMetadataBuilder()
	b.IsReadOnly(true).IsSearchable(true).IsAutoIncrement(false).IsCaseSensitive(kind.ID() == arrow.STRING)
	if precision, scale := digits(kind); precision > 0 {
		b.Precision(precision).Scale(scale)
	}
	return b
}

// digits are how many a number of the type has, and how many of them behind the
// point; of a time, the characters it is written in. 0: there is nothing to say.
func digits(kind arrow.DataType) (precision, scale int32) {
	switch kind.ID() {
	case arrow.INT8, arrow.UINT8:
		return 3, 0
	case arrow.INT16, arrow.UINT16:
		return 5, 0
	case arrow.INT32, arrow.UINT32:
		return 10, 0
	case arrow.INT64:
		return 19, 0
	case arrow.UINT64:
		return 20, 0
	case arrow.FLOAT32:
		return 7, 0
	case arrow.FLOAT64:
		return 15, 0
	case arrow.DATE32:
		return 10, 0
	case arrow.TIMESTAMP:
		return 26, 6
	case arrow.DECIMAL128:
		is := kind.(*arrow.Decimal128Type)
		return is.Precision, is.Scale
	}
	return 0, 0
}

// explained is a table's columns with what the published file says of them.
func explained(t reader.Table, schema *arrow.Schema) *arrow.Schema {
	fields := schema.Fields()
	for i := range fields {
		if i >= len(t.Columns) || t.Columns[i].Name != fields[i].Name {
			continue
		}
		is := about(fields[i].Type).CatalogName(catalogName).SchemaName(schemaName).TableName(t.Name).TypeName(t.Columns[i].Type).Metadata()
		fields[i].Metadata = arrow.NewMetadata(append(is.Keys(), "comment", "ARROW:FLIGHT:SQL:REMARKS"), append(is.Values(), t.Columns[i].Comment, t.Columns[i].Comment))
	}
	comment := arrow.MetadataFrom(map[string]string{"comment": t.Comment})
	return arrow.NewSchema(fields, &comment)
}

// as is the record with the columns described, which the stream's writer holds
// against its schema.
func as(schema *arrow.Schema, record arrow.Record) arrow.Record {
	return array.NewRecord(schema, record.Columns(), record.NumRows())
}
