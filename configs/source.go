package configs

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/encoding/htmlindex"
)

// Source is where an import's rows come from: exactly one of Path, URL, Bucket and SQL is given.
type Source struct {
	// Path is files, with *, ? and [a-z]: of this machine, or sftp://USER@HOST/PATH.
	Path string `yaml:"path,omitempty"`
	// KeyFile is the private key that opens the SFTP server, and KnownHosts a file of the server's
	// own keys, as OpenSSH has them.
	KeyFile    string `yaml:"key_file,omitempty"`
	KnownHosts string `yaml:"known_hosts,omitempty"`
	// FollowLinks has symbolic links followed that stand for files of Path or for folders that its
	// pattern takes in; without it they are refused.
	FollowLinks bool   `yaml:"follow_links,omitempty"`
	URL         string `yaml:"url,omitempty"` // a download
	// AllowPrivate has redirects of URL followed that lead into a private network or to this machine.
	AllowPrivate bool `yaml:"allow_private,omitempty"`
	// Headers are sent with the request for URL.
	Headers map[string]Secret `yaml:"headers,omitempty"`
	// Bucket is s3://BUCKET/KEY, with *, ? and [a-z] in the key for several objects.
	Bucket string `yaml:"bucket,omitempty"`
	// Endpoint is the address of the bucket's server; "" is AWS's own.
	Endpoint string `yaml:"endpoint,omitempty"`
	Region   string `yaml:"region,omitempty"`
	// AccessKey and SecretKey open the bucket; without them AWS's usual variables, files and
	// roles do.
	AccessKey Secret `yaml:"access_key,omitempty"`
	SecretKey Secret `yaml:"secret_key,omitempty"`
	SQL       SQL    `yaml:"sql,omitempty"` // rows of a database

	// Format is csv, ndjson, json, xlsx or lines; "" finds out by the content.
	Format string `yaml:"format,omitempty"`
	// Separator stands between the cells of a CSV; "" finds out by the header.
	Separator string `yaml:"separator,omitempty"`
	// Encoding is utf-8, utf-16, windows-1252, gb18030, shift_jis or another that browsers know; "" is
	// utf-8, or utf-16 where that shows.
	Encoding string `yaml:"encoding,omitempty"`
	// Sheet is the sheet of an XLSX file; "" is the first.
	Sheet string `yaml:"sheet,omitempty"`
}

// The kinds of a source, by the setting that gives them.
const (
	kindPath   = "path"
	kindURL    = "url"
	kindBucket = "bucket"
	kindSQL    = "sql"
)

// kinds are those of the kinds that the source gives, of which one is right.
func (s Source) kinds() []string {
	var given []string
	for _, one := range []struct {
		kind  string
		given bool
	}{{kindPath, s.Path != ""}, {kindURL, s.URL != ""}, {kindBucket, s.Bucket != ""}, {kindSQL, s.SQL != SQL{}}} {
		if one.given {
			given = append(given, one.kind)
		}
	}
	return given
}

func (s Source) check(c *checker) {
	kinds := s.kinds()
	if len(kinds) != 1 {
		c.problem("", fmt.Sprintf("has %d of path, url, bucket and sql", len(kinds)), "give exactly one of them")
		return
	}
	switch kinds[0] {
	case kindPath:
		s.checkPath(c)
	case kindURL:
		s.checkURL(c)
	case kindBucket:
		s.checkBucket(c)
	case kindSQL:
		s.SQL.check(c.at("sql"))
	}
	s.checkKind(c, kinds[0])
	s.checkFormat(c)
}

func (s Source) checkPath(c *checker) {
	if s.IsSFTP() {
		s.checkSFTP(c)
		return
	}
	checkPattern(c, "path", s.Path)
	const mend = "drop it, or begin path with sftp://USER@HOST/"
	c.require(s.KeyFile == "", "key_file", "is given, but path names no files of an SFTP server", mend)
	c.require(s.KnownHosts == "", "known_hosts", "is given, but path names no files of an SFTP server", mend)
}

func (s Source) checkURL(c *checker) {
	mend := "write it as https://example.com/numbers.csv"
	if hasScheme(s.URL, []string{"sftp"}) {
		mend = "write files of an SFTP server under path"
	}
	c.require(isHTTP(s.URL), "url", "is no web address", mend)
	s.checkHeaders(c)
}

// checkKind finds settings that belong to another kind of source: they would do nothing.
func (s Source) checkKind(c *checker, kind string) {
	files := []string{kindPath, kindURL, kindBucket}
	for _, one := range []struct {
		key   string
		given bool
		kinds []string
	}{
		{"follow_links", s.FollowLinks, []string{kindPath}},
		{"key_file", s.KeyFile != "", []string{kindPath}},
		{"known_hosts", s.KnownHosts != "", []string{kindPath}},
		{"allow_private", s.AllowPrivate, []string{kindURL}},
		{"headers", len(s.Headers) > 0, []string{kindURL}},
		{"endpoint", s.Endpoint != "", []string{kindBucket}},
		{"region", s.Region != "", []string{kindBucket}},
		{"access_key", s.AccessKey != "", []string{kindBucket}},
		{"secret_key", s.SecretKey != "", []string{kindBucket}},
		{"format", s.Format != "", files},
		{"separator", s.Separator != "", files},
		{"encoding", s.Encoding != "", files},
		{"sheet", s.Sheet != "", files},
	} {
		if one.given && !slices.Contains(one.kinds, kind) {
			c.problem(one.key, "is given, but the source is "+kind, "drop it: it belongs to "+strings.Join(one.kinds, ", "))
		}
	}
}

// token is the name of an HTTP header (RFC 9110).
var token = regexp.MustCompile("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")

func (s Source) checkHeaders(c *checker) {
	for name, value := range s.Headers {
		c.require(token.MatchString(name), "headers."+name, "is no name of a header", "write it as Authorization or X-Api-Key")
		isControl := func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }
		c.require(!strings.ContainsFunc(value.Reveal(), isControl), "headers."+name, "holds a line break or control character", "write it in one line")
	}
}

func (s Source) checkBucket(c *checker) {
	rest, found := strings.CutPrefix(s.Bucket, "s3://")
	name, key, _ := strings.Cut(rest, "/")
	c.require(found && name != "" && key != "", "bucket", "names no objects of a bucket", "write it as s3://NAME/KEY, such as s3://shipping/daily/*.csv")
	c.require(!strings.ContainsAny(name, "*?["), "bucket", "has a pattern for its name", "name one bucket; only the key may hold * and ?")
	checkPattern(c, "bucket", key)
	c.require(s.Endpoint == "" || isHTTP(s.Endpoint), "endpoint", "is no web address", "write it as https://s3.example.com")
	c.require(s.AccessKey == "" || s.SecretKey != "", "secret_key", "is missing beside access_key", "give both, or neither for AWS's usual variables, files and roles")
	c.require(s.SecretKey == "" || s.AccessKey != "", "access_key", "is missing beside secret_key", "give both, or neither for AWS's usual variables, files and roles")
}

// checkPattern checks the pattern of a path or key.
func checkPattern(c *checker, key, pattern string) {
	_, err := path.Match(pattern, "")
	c.require(err == nil, key, "has a pattern that is not closed", "close the [, or write \\[ for the sign itself")
	c.require(!strings.Contains(pattern, "**"), key, "holds **, which reaches no deeper than *", "write one * for each folder, as in daily/*/*.csv")
}

// checkFormat checks how files are said to be written.
func (s Source) checkFormat(c *checker) {
	if s.Format != "" {
		c.oneOf(s.Format, "format", "csv", "ndjson", "json", "xlsx", "lines")
	}
	if s.Encoding != "" {
		_, err := htmlindex.Get(s.Encoding)
		c.require(err == nil || s.Encoding == "utf-16", "encoding", fmt.Sprintf("names the unknown encoding %q", s.Encoding),
			"choose utf-8, utf-16, windows-1250 to windows-1258, gb18030, big5, shift_jis, euc-kr, or another that browsers know")
	}
	c.require(slices.Contains([]string{"", ",", ";", "|", "\t"}, s.Separator), "separator", "is no separator of a CSV", `choose "," or ";" or "|" or "\t"`)
	csv, xlsx := s.Format == "csv" || s.Format == "", s.Format == "xlsx" || s.Format == ""
	c.require(csv || s.Separator == "", "separator", "is given, but the format is "+s.Format, "drop it: it belongs to csv")
	c.require(xlsx || s.Sheet == "", "sheet", "is given, but the format is "+s.Format, "drop it: it belongs to xlsx")
	c.require(s.Format != "xlsx" || s.Encoding == "", "encoding", "is given, but the format is xlsx", "drop it: an XLSX file says itself how it is written")
}
