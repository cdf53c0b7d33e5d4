package configs

import (
	"encoding"
	"errors"
	"math"
	"reflect"
	"strconv"
	"time"
)

var durationType = reflect.TypeFor[time.Duration]()

// setText gives a scalar setting the value that the text stands for. An error is worded to
// follow the setting's name.
func setText(target reflect.Value, text string) error {
	if own, ok := target.Addr().Interface().(encoding.TextUnmarshaler); ok {
		return own.UnmarshalText([]byte(text))
	}
	if target.Type() == durationType {
		return setDuration(target, text)
	}
	switch target.Kind() {
	case reflect.String:
		target.SetString(text)
	case reflect.Bool:
		if text != "true" && text != "false" {
			return errors.New("is no true or false: write true or false")
		}
		target.SetBool(text == "true")
	case reflect.Int, reflect.Int64:
		n, err := strconv.ParseInt(text, 10, target.Type().Bits())
		if err != nil {
			return errors.New("is no whole number: write one, such as 40")
		}
		target.SetInt(n)
	case reflect.Float64:
		f, err := strconv.ParseFloat(text, 64)
		if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
			return errors.New("is no number: write one, such as 2.5")
		}
		target.SetFloat(f)
	default:
		return errors.New("takes more than one value: write it in the settings file")
	}
	return nil
}

func setDuration(target reflect.Value, text string) error {
	d, err := time.ParseDuration(text)
	if err != nil {
		if _, unitless := strconv.ParseFloat(text, 64); unitless == nil {
			return errors.New("has no unit: write it as 30s, 10m or 6h")
		}
		return errors.New("is no duration: write one, such as 30s, 10m or 6h")
	}
	target.SetInt(int64(d))
	return nil
}

// isScalar tells whether a setting of this type is one value.
func isScalar(t reflect.Type) bool {
	if reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()) {
		return true
	}
	switch t.Kind() {
	case reflect.Struct, reflect.Map, reflect.Slice:
		return false
	default:
		return true
	}
}
