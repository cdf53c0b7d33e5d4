package worker

import (
	"context"
	"crypto/sha256"

	"github.com/trackreg/trackreg/internal/gate"
)

// keyWatch notices that an account's key has changed. It keeps a fingerprint,
// so that the key itself lies in one place less.
type keyWatch struct {
	key  func() string
	seen [sha256.Size]byte
}

func newKeyWatch(key func() string) *keyWatch {
	w := &keyWatch{key: key}
	w.seen = w.print()
	return w
}

// print is the fingerprint of the key in force.
func (w *keyWatch) print() [sha256.Size]byte {
	if w.key == nil {
		return w.seen
	}
	return fingerprint(w.key())
}

// fingerprint tells keys apart without giving them away.
func fingerprint(key string) [sha256.Size]byte { return sha256.Sum256([]byte(key)) }

// probeNewKey has a held account probe at once when its key has changed: the
// new key is most likely the mend.
func (k *keeper) probeNewKey(ctx context.Context, state gate.State) error {
	now := k.key.print()
	if now == k.key.seen {
		return nil
	}
	k.log.Info().Msg("the key has changed")
	if state.Account.Reason == gate.Held {
		effect, err := k.gate.ProbeNow(ctx)
		if err != nil {
			return err
		}
		k.tell(effect.Changed, effect.State)
	}
	k.key.seen = now
	return nil
}
