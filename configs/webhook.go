package configs

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

// Webhook is where outcomes are posted to; none with URL "".
type Webhook struct {
	URL string `yaml:"url"`
	// Secret signs the posts as Standard Webhooks says. Several, with blanks or commas between
	// them, each sign, so that one can be changed for another without a gap.
	Secret Secret `yaml:"secret"`
}

// encodedSecret begins a secret that is written in base64, as Standard Webhooks has it.
const encodedSecret = "whsec_"

// Keys returns the keys that Secret stands for: the bytes that follow whsec_ in base64, and any
// other word as it is. The error says which one is no base64, without repeating it.
func (w Webhook) Keys() ([][]byte, error) {
	words := strings.FieldsFunc(w.Secret.Reveal(), func(r rune) bool { return r == ' ' || r == ',' })
	if len(words) == 0 {
		return nil, errors.New("holds no secret")
	}
	keys := make([][]byte, len(words))
	for i, word := range words {
		encoded, found := strings.CutPrefix(word, encodedSecret)
		if !found {
			keys[i] = []byte(word)
			continue
		}
		key, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(encoded, "="))
		if err != nil || len(key) == 0 {
			return nil, fmt.Errorf("is not base64 after whsec_ in the secret at place %d", i+1)
		}
		keys[i] = key
	}
	return keys, nil
}

func (w Webhook) check(c *checker) {
	if w.URL == "" {
		c.require(w.Secret == "", "secret", "is given, but no url", "give webhook.url, or drop the secret")
		return
	}
	c.require(isHTTP(w.URL), "url", "is no web address", "write it as https://example.com/hooks/17track")
	if w.Secret == "" {
		c.problem("secret", "is missing, so the receiver could not tell our posts from others'",
			"give a secret, such as whsec_ and 32 random bytes in base64")
		return
	}
	if _, err := w.Keys(); err != nil {
		c.problem("secret", err.Error(), "write whsec_ and 32 random bytes in base64; several with a blank between them")
	}
}
