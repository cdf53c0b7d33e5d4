package main

import (
	"strings"
	"testing"
)

func TestWhatGoTestSaysIsPassedOnAndTheSlowestListed(t *testing.T) {
	in := strings.Join([]string{
		`go: downloading example.org/m v1.0.0`,
		`{"Action":"run","Package":"p","Test":"TestQuick"}`,
		`{"Action":"output","Package":"p","Test":"TestQuick","Output":"a log line\n"}`,
		`{"Action":"pass","Package":"p","Test":"TestQuick","Elapsed":0.1}`,
		`{"Action":"output","Package":"p","Test":"TestBad","Output":"    bad_test.go:7: 1 is not 2\n"}`,
		`{"Action":"fail","Package":"p","Test":"TestBad","Elapsed":2.5}`,
		`{"Action":"output","Package":"p","Output":"FAIL\tp\t2.6s\n"}`,
		`{"Action":"fail","Package":"p","Elapsed":2.6}`,
		`{"Action":"pass","Package":"q","Test":"TestParts/one","Elapsed":9}`,
		`{"Action":"output","Package":"q","Output":"ok  \tq\t9.1s\n"}`,
	}, "\n") + "\n"
	want := `go: downloading example.org/m v1.0.0
    bad_test.go:7: 1 is not 2
FAIL	p	2.6s
ok  	q	9.1s

the slowest tests:
    2.5 s  p TestBad
    0.1 s  p TestQuick
`
	var out strings.Builder
	if err := run(strings.NewReader(in), &out); err != nil || out.String() != want {
		t.Errorf("%v\n%s", err, out.String())
	}
}
