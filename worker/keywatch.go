package worker

import (
	"context"
	"crypto/sha256"

	"github.com/trackreg/trackreg/gate"
)

// keyWatch notices that an account's key has changed. It keeps a fingerprint,
// so that the key itself lies in one place less.
type keyWatch struct {
	key  func() string
	seen [sha256.Size]byte
}

func newKeyWatch(key func() string) *keyWatch {
	w := &keyWatch{key: key}
	w.changed()
	return w
}

// changed says whether the key differs from the one of the call before.
func (w *keyWatch) changed() bool {
	if w.key == nil {
		return false
	}
	now := sha256.Sum256([]byte(w.key()))
	was := w.seen
	w.seen = now
	return now != was
}

// probeNewKey has a held account probe at once when its key has changed: the
// new key is most likely the mend.
func (k *keeper) probeNewKey(ctx context.Context, state gate.State) error {
	if !k.key.changed() {
		return nil
	}
	k.log.Info().Msg("the key has changed")
	if state.Account.Reason != gate.Held {
		return nil
	}
	standing, err := k.gate.ProbeNow(ctx)
	if err != nil {
		return err
	}
	k.tell(standing.Changed, standing.State)
	return nil
}
