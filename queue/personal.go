package queue

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/internal/unchanged"
)

// impersonal are the fields of an entry that name no person. All others may: shipper, consignee,
// telephone, tax number, e-mail, postal code, city, param, remark, the source's row, and fields
// that we do not know.
var impersonal = []string{
	"number", "carrier", "final_carrier", "auto_detection", "tag", "lang", "translation_mode", "order_no", "order_time", "origin_country",
	"destination_country", "ship_date", "_ref", sourceKey, mendsKey, mendedAtKey, "_op", "_then",
}

// withoutPersonal returns an entry's payload without what may name a person. Of what is no object
// nothing is left.
func withoutPersonal(payload json.RawMessage) json.RawMessage {
	object, err := checkObject(payload)
	if err != nil {
		return json.RawMessage(`{}`)
	}
	kept := slices.DeleteFunc(appendMembers(nil, object), func(m member) bool {
		if m.key == sourceKey {
			// With other content it is no row of its run any more, which has ended.
			_, ofRow := keyspace.RunOf(decodeString(m.value))
			return ofRow
		}
		return !slices.Contains(impersonal, m.key)
	})
	return appendText(nil, kept, false)
}

// Redact takes what may name a person out of the failures that happened before then: of the payload
// stay number, carrier, dates, countries and the caller's own references, and the vendor's message
// goes, which quotes what it is about. Number, code and remedy stay. It returns how many it
// changed, also when it ends with an error. One that has failed anew meanwhile is another, and stays.
func (s *Failures) Redact(ctx context.Context, before time.Time) (int, error) {
	redacted := 0
	batch := make([]any, 0, 3*dropBatch)
	flush := func() error {
		n, err := unchanged.Replace(ctx, s.rdb, s.key(), batch).Int()
		if err != nil {
			return fmt.Errorf("take personal data out of the failures of account %s: %w", s.account, err)
		}
		redacted += n
		batch = batch[:0]
		return nil
	}
	for r, err := range s.scan(ctx, Filter{Before: before}) {
		if err != nil {
			return redacted, err
		}
		text, changed := redactedRecord(r.failure)
		if !changed {
			continue
		}
		if batch = append(batch, r.failure.ID, r.text, text); len(batch) == cap(batch) {
			if err := flush(); err != nil {
				return redacted, err
			}
		}
	}
	return redacted, flush()
}

// redactedRecord is a failure's record without what may name a person; false where it is so already.
func redactedRecord(f Failure) (text []byte, changed bool) {
	payload := withoutPersonal(f.Payload)
	if f.Message == "" && string(payload) == string(f.Payload) {
		return nil, false
	}
	f.Payload, f.Message = payload, ""
	text, err := json.Marshal(f)
	return text, err == nil
}
