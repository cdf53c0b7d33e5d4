package job

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hibiken/asynq"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/queue"
)

// held are the tasks that a queue holds.
type held map[string]bool

func (h held) GetTaskInfo(_, id string) (*asynq.TaskInfo, error) {
	if h[id] {
		return &asynq.TaskInfo{}, nil
	}
	return nil, asynq.ErrTaskNotFound
}

func TestARunDoesNotWaitForATaskThatIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		refused := refusals{}
		l, m := newAwaited(refused.take), newStopwatch()
		there := held{}
		for i, row := range rowsOf(t, 3) {
			l.read(row)
			id := row.Entry.TaskID(queue.Register)
			l.enqueued(id, queue.Enqueued)
			there[id] = i > 0
		}
		ended := 0
		s := search{tasks: there, queue: "main-bulk", awaited: l, idle: m.idle, gone: func(rows int) { ended += rows }}
		ctx, cancel := context.WithTimeout(t.Context(), 45*time.Second)
		defer cancel()
		s.run(ctx)
		require.Equal(t, 1, ended)
		require.EqualValues(t, 2, l.outstanding())
		require.EqualValues(t, 1, l.counts().Vanished)
		require.Contains(t, refused, 1)
	})
}
