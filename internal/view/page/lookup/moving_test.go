package lookup

import (
	"fmt"
	"testing"

	"github.com/hibiken/asynq"
	"github.com/stretchr/testify/require"
)

// moving is a queue of which a worker takes some tasks after each look at a page.
type moving struct{ first, size, taken int }

// page is a page of it, from 1.
func (m *moving) page(n int) (tasks []*asynq.TaskInfo, err error) {
	for i := m.first + (n-1)*pageMost; i < min(m.size, m.first+n*pageMost); i++ {
		tasks = append(tasks, &asynq.TaskInfo{ID: fmt.Sprint(i), State: asynq.TaskStatePending, Payload: fmt.Appendf(nil, `{"number":"RR%09dCN"}`, i)})
	}
	m.first += m.taken
	return tasks, nil
}

func TestNoTaskSlipsPastAsTheQueueMovesOn(t *testing.T) {
	const pages, taken = 5, 700
	l := &Looker{page: pageMost}
	for number := pages * taken; number < pages*pageMost; number += 97 {
		r := Report{Number: fmt.Sprintf("RR%09dCN", number)}
		q := &moving{size: pages * pageMost, taken: taken}
		_, err := r.sieveAll(t.Context(), l.firstPages(int64(q.size), pages), q.page)
		require.NoError(t, err)
		require.Len(t, r.Waiting, 1, "%d still waits", number)
	}
}
