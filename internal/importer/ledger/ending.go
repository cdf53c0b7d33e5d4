package ledger

import (
	"context"
	_ "embed"
	"encoding/json"
	"math"
	"time"
)

var (
	//go:embed settle.lua
	settleLua    string
	settleScript = newHeldScript(settleLua)
	//go:embed end.lua
	endLua    string
	endScript = newHeldScript(endLua)
	//go:embed note.lua
	noteLua    string
	noteScript = newHeldScript(noteLua)
	//go:embed finish.lua
	finishLua    string
	finishScript = newHeldScript(finishLua)
)

// Settle says that nothing more will be queued, in which phase the run will end when all that was
// queued has, and why. Said again, the last word counts.
func (r *Run) Settle(ctx context.Context, ending Phase, why string) error {
	_, err := r.step(ctx, settleScript, "settle", nil, string(ending), why)
	return err
}

// End ends the run in the phase. Its failed rows are kept for rowsKept, 0 for ever, and what else is
// left of it for 90 days, or for as long as they are where that is longer.
func (r *Run) End(ctx context.Context, phase Phase, why string, rowsKept time.Duration) error {
	keys := []string{r.bitsKey(r.id), r.rowsKey(r.id), r.partsKey(r.id), r.tasksKey(r.id)}
	_, err := r.step(ctx, endScript, "end", keys, r.id, string(phase), why, int64(keptFor.Seconds()), int64(math.Ceil(rowsKept.Seconds())))
	return err
}

// Note keeps the run's problems, all of them.
func (r *Run) Note(ctx context.Context, problems []Problem) error {
	text, err := json.Marshal(problems)
	if err != nil {
		return r.wrap("note problems", err)
	}
	_, err = r.step(ctx, noteScript, "note problems", nil, "problems", text)
	return err
}

// Understood keeps in a few lines how the part is read that was opened last.
func (r *Run) Understood(ctx context.Context, lines []string) error {
	text, err := json.Marshal(lines)
	if err != nil {
		return r.wrap("note how a part is read", err)
	}
	_, err = r.step(ctx, noteScript, "note how a part is read", nil, "understood", text)
	return err
}

// Finish says that every row of a part is accounted for. Of a part that is to be remembered the
// next run knows that it need not read this version again. carry is where it goes on with the
// part; nil: at the beginning.
func (r *Run) Finish(ctx context.Context, p ToldPart, remember bool, carry *Carry) error {
	part, err := json.Marshal(p.Part)
	if err != nil {
		return r.wrap("finish a part", err)
	}
	version, onward := "", []byte(nil)
	if remember {
		version = p.Part.Version
	}
	if carry != nil {
		if onward, err = json.Marshal(carry); err != nil {
			return r.wrap("finish a part", err)
		}
	}
	keys := []string{r.partsKey(r.id), r.carryKey(), r.rememberedKey()}
	_, err = r.step(ctx, finishScript, "finish a part", keys, p.Index, part, p.Part.Name, version, onward)
	return err
}
