package track17

import "errors"

// Judge turns a failure into a verdict. In scope Call it never returns Reject or
// Retry: a whole call says nothing of single numbers. In scope Item it never
// returns Split.
func (o *Operation) Judge(s Scope, f Fault) Rule {
	if s == Item {
		return o.judgeItem(f)
	}
	return Rule{Do: judgeCall(f)}
}

// Convict is the verdict on a number that alone makes a call fail while others
// pass. It is what Judge says of the failure as an item's, save that what would
// count nowhere counts as an attempt, so that the number comes to an end.
func (o *Operation) Convict(f Fault) Rule {
	switch rule := o.judgeItem(f); rule.Do {
	case Done, Reject, Retry:
		return rule
	default:
		return retry(RemedyTryLater)
	}
}

// missesForgiven is how many answers in a row may leave a number out before that
// counts against it.
const missesForgiven = 2

// JudgeMissing is the verdict on a number that the last inARow answers did not
// list: Again for the first two, Retry from the third.
func (o *Operation) JudgeMissing(inARow int) Rule {
	if inARow <= missesForgiven {
		return do(Again)
	}
	return retry(RemedyTryLater)
}

// judgeCall reads a fault whose parts may disagree: 429 anywhere first, then a
// known code, then a failure of ours, then the HTTP status.
func judgeCall(f Fault) Disposition {
	if f.throttled() {
		return Throttle
	}
	if errors.Is(f.Err, ErrSettings) {
		return Hold
	}
	row, known := lookup(f.Code)
	if known && f.Code != CodeSuccess {
		return row.call
	}
	if f.status() != statusOK {
		return judgeStatus(f)
	}
	switch {
	case f.Err != nil:
		return Again
	case f.Code != CodeSuccess:
		return row.call
	}
	return Done
}

// judgeStatus reads a status other than 200; 0 means that no answer came.
func judgeStatus(f Fault) Disposition {
	if f.status() == 0 && f.Err != nil {
		return Again
	}
	return f.statusRow().call
}

func (o *Operation) judgeItem(f Fault) Rule {
	if f.throttled() {
		return do(Throttle)
	}
	if rule, ok := o.Codes[f.Code]; ok {
		return rule
	}
	if f.Code != CodeSuccess && statusIn(f.Code) == 0 {
		return byField(f)
	}
	return o.judgeUncoded(f)
}

// judgeUncoded is the verdict on one number whose failure has no code of 17TRACK's.
func (o *Operation) judgeUncoded(f Fault) Rule {
	if wrong, ok := errors.AsType[*ItemError](f.Err); ok {
		return reject(fixOf(wrong.Field))
	}
	switch status := f.status(); {
	case errors.Is(f.Err, ErrSettings):
		return do(Hold)
	case status != statusOK && status != 0:
		return f.statusRow().item
	case f.Err != nil:
		return retry(RemedyTryLater)
	}
	return Rule{Do: Done, Outcome: o.Done}
}

// byField is the table's rule for one item; between the two remedies that mend a
// value the field that the failure names decides.
func byField(f Fault) Rule {
	row, _ := lookup(f.Code)
	if row.item.Remedy == RemedyFixField && f.Code != CodeSubmittedDataInvalid {
		row.item.Remedy = fixOf(f.field())
	}
	return row.item
}

// fixOf takes a failure that names no field for one of the number: it is the one
// field that every item has.
func fixOf(field string) string {
	if field == "" || field == fieldNumber {
		return RemedyFixNumber
	}
	return RemedyFixField
}

func (f *Fault) throttled() bool {
	return f.Status == int(CodeTooManyRequests) || f.Code == CodeTooManyRequests
}

// status is the HTTP status that counts: 429 anywhere first, then the one in the
// body, then the answer's own.
func (f *Fault) status() int {
	if f.throttled() {
		return int(CodeTooManyRequests)
	}
	if status := statusIn(f.Code); status != 0 {
		return status
	}
	return f.Status
}

func (f *Fault) field() string {
	if f.Field != "" {
		return f.Field
	}
	return fieldIn(f.Message)
}
