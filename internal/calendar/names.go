package calendar

import (
	"strings"
	"sync"
	"time"

	"github.com/trackreg/trackreg/internal/fold"
)

// monthNames are the months in English, German, French, Spanish, Italian, Portuguese, Dutch and
// Polish, there as they stand in dates too. Austria says Jänner, and Dutch shortens maart to mrt.
const monthNames = `
January Januar Jänner janvier enero gennaio janeiro januari styczeń stycznia
February Februar Feber février febrero febbraio fevereiro februari luty lutego
March März mars marzo marzo março maart mrt marzec marca
April April avril abril aprile abril april kwiecień kwietnia
May Mai mai mayo maggio maio mei maj maja
June Juni juin junio giugno junho juni czerwiec czerwca
July Juli juillet julio luglio julho juli lipiec lipca
August August août agosto agosto agosto augustus sierpień sierpnia
September September septembre septiembre setiembre settembre setembro september wrzesień września
October Oktober octobre octubre ottobre outubro oktober październik października
November November novembre noviembre novembre novembro november listopad listopada
December Dezember décembre diciembre dicembre dezembro december grudzień grudnia`

// weekdayNames are the days of the week in the same languages.
const weekdayNames = `
Monday Tuesday Wednesday Thursday Friday Saturday Sunday
Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonnabend Sonntag
lundi mardi mercredi jeudi vendredi samedi dimanche
lunes martes miércoles jueves viernes sábado domingo
lunedì martedì mercoledì giovedì venerdì sabato domenica
segunda terça quarta quinta sexta sábado
maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
poniedziałek wtorek środa czwartek piątek sobota niedziela`

// months are the months by what their names begin with, of three letters at least; those of two
// months, as jui, are left out.
var months = sync.OnceValue(func() map[string]time.Month {
	all := map[string]time.Month{}
	for i, line := range strings.Split(strings.TrimSpace(monthNames), "\n") {
		for beginning := range beginnings(line, 3) {
			month := time.Month(i + 1)
			if other, taken := all[beginning]; taken && other != month {
				month = 0
			}
			all[beginning] = month
		}
	}
	return all
})

// weekdays are what the names of days begin with, of two letters at least.
var weekdays = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	for beginning := range beginnings(weekdayNames, 2) {
		all[beginning] = true
	}
	return all
})

// beginnings yields what each of the names begins with, in each of its spellings.
func beginnings(names string, least int) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for name := range strings.FieldsSeq(names) {
			for _, key := range fold.Spellings(name) {
				for end := least; end <= len(key); end++ {
					if !yield(key[:end]) {
						return
					}
				}
			}
		}
	}
}
