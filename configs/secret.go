package configs

// hidden stands where a secret is not shown.
const hidden = "***"

// Secret is text that no log, error or page may show: however it is formatted or marshalled, it
// shows as *** (or as nothing when empty).
type Secret string

// Reveal returns the secret itself.
func (s Secret) Reveal() string { return string(s) }

// String returns *** in place of the secret.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return hidden
}

// GoString returns *** in place of the secret.
func (s Secret) GoString() string { return `"` + s.String() + `"` }

// MarshalText returns *** in place of the secret.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
