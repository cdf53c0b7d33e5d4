package ledger

import (
	"context"
	_ "embed"
	"encoding/json"
	"strconv"

	"github.com/trackreg/trackreg/internal/importer/parts"
)

var (
	//go:embed begin.lua
	beginLua    string
	beginScript = newHeldScript(beginLua)
	//go:embed plan.lua
	planLua    string
	planScript = newHeldScript(planLua)
	//go:embed commit.lua
	commitLua    string
	commitScript = newKeepingScript(commitLua)
)

// Begin makes a waiting run the one under way, with these parts to be read. Of a run that has
// begun it changes nothing.
func (r *Run) Begin(ctx context.Context, all []Part) error {
	args := []any{r.id}
	for _, p := range all {
		text, err := json.Marshal(p)
		if err != nil {
			return r.wrap("begin run "+r.id, err)
		}
		args = append(args, text)
	}
	_, err := r.step(ctx, beginScript, "begin run "+r.id, []string{r.partsKey(r.id)}, args...)
	return err
}

// Plan writes down the fates of the rows from the cursor's ordinal on, before any of them is
// queued, and as which tasks those are that will be, in their order. An outcome counts for a row
// only if it is this task's. Where tasks is nil, as versions before planned, every outcome that says it
// is the row's counts. [ErrMoved] says that the cursor is not at from, or that others are planned.
// To repeat it is safe.
func (r *Run) Plan(ctx context.Context, from int64, fates []Fate, tasks ...Task) error {
	digests := make([]byte, 0, len(tasks)*len(Task{}))
	for _, task := range tasks {
		digests = append(digests, task[:]...)
	}
	told := ""
	if tasks != nil {
		told = "1"
	}
	_, err := r.step(ctx, planScript, "plan the next rows", []string{r.tasksKey(r.id)}, from, string(fates), digests, int64(keptFor.Seconds()), told)
	return err
}

// Chunk is rows that follow each other in a part, with what became of them.
type Chunk struct {
	From  int64  // the ordinal of the first
	Fates []Fate // of each; none where only the part is told
	// Part and Position are where the rows behind them are.
	Part     int
	Position parts.Position
	// Told is a part that is to be kept as it is now; nil: none.
	Told *ToldPart
	// Carry is where the next run goes on with a part that this one gives up; nil: nowhere.
	Carry *ToldCarry
	// Failed are the rows among them that are invalid.
	Failed []FailedRow
}

// ToldPart is a part and its index.
type ToldPart struct {
	Index int
	Part  Part
}

// ToldCarry is where the next run goes on with the part of that name.
type ToldCarry struct {
	Name string
	Carry
}

// Commit counts a chunk and moves the cursor behind it, once, and returns how many rows of the
// run are queued by then. A row for which an outcome was counted already counts as queued,
// whatever its fate. [ErrMoved] says that the cursor is not at the chunk's beginning.
func (r *Run) Commit(ctx context.Context, c Chunk) (queued int64, err error) {
	args, err := c.args()
	if err != nil {
		return 0, r.wrap("count rows", err)
	}
	keys := []string{r.bitsKey(r.id), r.rowsKey(r.id), r.partsKey(r.id), r.carryKey(), r.tasksKey(r.id)}
	answer, err := r.step(ctx, commitScript, "count rows", keys, args...)
	if err != nil {
		return 0, err
	}
	return answer[1], nil
}

func (c Chunk) args() ([]any, error) {
	position, err := json.Marshal(c.Position)
	if err != nil {
		return nil, err
	}
	index, part, name, carry := "", []byte(nil), "", []byte(nil)
	if c.Told != nil {
		index = strconv.Itoa(c.Told.Index)
		if part, err = json.Marshal(c.Told.Part); err != nil {
			return nil, err
		}
	}
	if c.Carry != nil {
		name = c.Carry.Name
		if carry, err = json.Marshal(c.Carry.Carry); err != nil {
			return nil, err
		}
	}
	failed, err := packs(c.Failed)
	if err != nil {
		return nil, err
	}
	return packArgs([]any{c.From, string(c.Fates), c.Part, position, index, part, name, carry, RowsKept}, failed), nil
}
