package survey

import (
	"encoding/hex"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/schema"
)

// The functions below write the values of a Parquet file as a CSV file would
// hold them.

func boolean(v bool) string { return strconv.FormatBool(v) }

func float32Text(v float32) string { return strconv.FormatFloat(float64(v), 'f', -1, 32) }

func int96(v parquet.Int96) string { return v.ToTime().Format(time.RFC3339Nano) }

func integer32(kind schema.LogicalType) func(int32) string {
	switch k := kind.(type) {
	case schema.DateLogicalType:
		return func(v int32) string { return time.Unix(int64(v)*86400, 0).UTC().Format(time.DateOnly) }
	case *schema.DecimalLogicalType:
		return func(v int32) string { return decimal(strconv.Itoa(int(v)), int(k.Scale())) }
	}
	return func(v int32) string { return strconv.Itoa(int(v)) }
}

func integer64(kind schema.LogicalType) func(int64) string {
	switch k := kind.(type) {
	case *schema.TimestampLogicalType:
		return timestamp(k)
	case *schema.DecimalLogicalType:
		return func(v int64) string { return decimal(strconv.FormatInt(v, 10), int(k.Scale())) }
	}
	return func(v int64) string { return strconv.FormatInt(v, 10) }
}

// timestamp writes an instant in UTC, and a time without a zone without one.
func timestamp(kind *schema.TimestampLogicalType) func(int64) string {
	layout := "2006-01-02 15:04:05.999999999"
	if kind.IsAdjustedToUTC() {
		layout = time.RFC3339Nano
	}
	return func(v int64) string {
		var t time.Time
		switch kind.TimeUnit() {
		case schema.TimeUnitMillis:
			t = time.UnixMilli(v)
		case schema.TimeUnitMicros:
			t = time.UnixMicro(v)
		default:
			t = time.Unix(0, v)
		}
		return t.UTC().Format(layout)
	}
}

func byteArray(kind schema.LogicalType) func(parquet.ByteArray) string {
	if k, ok := kind.(*schema.DecimalLogicalType); ok {
		return func(v parquet.ByteArray) string { return decimal(bigEndian(v), int(k.Scale())) }
	}
	return func(v parquet.ByteArray) string { return string(v) }
}

func fixedBytes(kind schema.LogicalType) func(parquet.FixedLenByteArray) string {
	switch k := kind.(type) {
	case *schema.DecimalLogicalType:
		return func(v parquet.FixedLenByteArray) string { return decimal(bigEndian(v), int(k.Scale())) }
	case schema.UUIDLogicalType:
		return func(v parquet.FixedLenByteArray) string {
			s := hex.EncodeToString(v)
			return strings.Join([]string{s[:8], s[8:12], s[12:16], s[16:20], s[20:]}, "-")
		}
	}
	return func(v parquet.FixedLenByteArray) string { return hex.EncodeToString(v) }
}

// bigEndian reads a number in two's complement.
func bigEndian(b []byte) string {
	n := new(big.Int).SetBytes(b)
	if len(b) > 0 && b[0] >= 0x80 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
	}
	return n.String()
}

// decimal puts the decimal point into digits.
func decimal(digits string, scale int) string {
	if scale <= 0 {
		return digits
	}
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	if missing := scale + 1 - len(digits); missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
	at := len(digits) - scale
	return sign + digits[:at] + "." + digits[at:]
}
