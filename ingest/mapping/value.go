package mapping

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
)

// Text is a value as text: that of a text, a number or a truth value; "" for
// null. Others have none.
func Text(value any) (string, error) {
	switch v := value.(type) {
	case nil:
		return "", nil
	case string:
		return strings.TrimSpace(v), nil
	case json.Number:
		return v.String(), nil
	case bool:
		return strconv.FormatBool(v), nil
	case int:
		return strconv.Itoa(v), nil
	case int64:
		return strconv.FormatInt(v, 10), nil
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), nil
	case *big.Int:
		return v.String(), nil
	}
	return "", fmt.Errorf("is %s: a text is needed", sort(value))
}

// sort names the type of a value.
func sort(value any) string {
	switch value.(type) {
	case nil:
		return "null"
	case bool:
		return "true or false"
	case string:
		return "a text"
	case []any:
		return "a list"
	case map[string]any:
		return "an object"
	}
	return "a number"
}

// number is a value as a number: one, or a text that is nothing else.
func number(value any) (float64, bool) {
	text, ok := value.(string)
	if !ok {
		switch value.(type) {
		case json.Number, int, int64, float64, *big.Int:
			text, _ = Text(value)
		default:
			return 0, false
		}
	}
	n, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	return n, err == nil && !math.IsNaN(n) && !math.IsInf(n, 0)
}

// whole is a value as a whole number; null is 0.
func whole(value any) (int64, error) {
	if text, _ := Text(value); text == "" {
		if value != nil && value != "" {
			return 0, fmt.Errorf("is %s: a whole number is needed", sort(value))
		}
		return 0, nil
	}
	n, ok := number(value)
	if !ok || n != math.Trunc(n) || math.Abs(n) > 1<<53 {
		return 0, errors.New("is no whole number")
	}
	return int64(n), nil
}

// Truth is a value as true or false: null and 0 are false, as is a blank text.
func Truth(value any) (bool, error) {
	switch v := value.(type) {
	case nil:
		return false, nil
	case bool:
		return v, nil
	case string:
		switch strings.ToLower(strings.TrimSpace(v)) {
		case "", "false", "f", "0", "no":
			return false, nil
		case "true", "t", "1", "yes":
			return true, nil
		}
	default:
		if n, ok := number(value); ok && (n == 0 || n == 1) {
			return n == 1, nil
		}
	}
	return false, fmt.Errorf("is %s: true or false is needed", sort(value))
}

// list is the texts of a list, or of one text in which they are parted.
func list(values []any) ([]string, error) {
	var all []string
	for _, value := range values {
		switch v := value.(type) {
		case []any:
			for _, one := range v {
				text, err := Text(one)
				if err != nil {
					return nil, errors.New("is a list of other things than texts")
				}
				all = appendText(all, text)
			}
		default:
			text, err := Text(v)
			if err != nil {
				return nil, err
			}
			sign := ";"
			if !strings.Contains(text, sign) {
				sign = ","
			}
			for one := range strings.SplitSeq(text, sign) {
				all = appendText(all, strings.TrimSpace(one))
			}
		}
	}
	return all, nil
}

func appendText(all []string, text string) []string {
	if text == "" {
		return all
	}
	return append(all, text)
}
