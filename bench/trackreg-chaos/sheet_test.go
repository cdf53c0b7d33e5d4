package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17/sandbox"
)

// one is a sheet of one task that went in, with what was told of it and with
// what the vendor has.
func one(t task, said told, vendor ...sandbox.Registration) *sheet {
	all := map[string]told{}
	if said != nil {
		all["task"] = said
	}
	return newSheet(map[string]task{"task": t}, all, vendor)
}

// wrongs counts what must be empty.
func (s *sheet) wrongs() int {
	return len(s.missing) + len(s.divided) + len(s.wrong) + len(s.unknown) +
		len(s.unkept) + len(s.charged) + len(s.strangers)
}

func TestSheetOfANumberRegisteredOnce(t *testing.T) {
	held := sandbox.Registration{Number: "A", Charged: 1}
	s := one(task{number: "A", foreign: true}, told{queue.Registered: 1}, held)
	require.Zero(t, s.wrongs())
	require.Equal(t, 1, s.foreign)
	require.Equal(t, map[string]int{queue.Registered: 1}, s.outcomes)
}

func TestSheetLetsAnOutcomeBeToldTwice(t *testing.T) {
	held := sandbox.Registration{Number: "A", Charged: 1, Repeats: 1}
	s := one(task{number: "A"}, told{queue.Registered: 2}, held)
	require.Zero(t, s.wrongs())
	require.Equal(t, 1, s.alike)

	s = one(task{number: "A"}, told{queue.Registered: 1, queue.AlreadyRegistered: 1}, held)
	require.Zero(t, s.wrongs())
	require.Equal(t, 1, s.again)
	require.Zero(t, s.alike)
}

func TestSheetFindsWhatIsWrong(t *testing.T) {
	held := sandbox.Registration{Number: "A", Charged: 1}
	good, faulty := task{number: "A"}, task{number: "A", faulty: true}

	require.Len(t, one(good, nil).missing, 1)
	require.Len(t, one(good, told{queue.Registered: 1, queue.Rejected: 1}, held).divided, 1)
	require.Len(t, one(good, told{queue.Rejected: 1}).wrong, 1)
	require.Len(t, one(good, told{queue.Exhausted: 1}).wrong, 1)
	require.Len(t, one(faulty, told{queue.Registered: 1}, held).wrong, 1)
	require.Len(t, one(good, told{queue.Registered: 1}).unkept, 1)
	require.Len(t, one(good, told{queue.Registered: 1}, sandbox.Registration{Number: "A", Charged: 2}).charged, 1)
	require.Len(t, one(good, told{queue.Registered: 1}, held, held).charged, 1, "under two carriers")
	require.Len(t, one(good, told{queue.Registered: 1}, held, sandbox.Registration{Number: "B", Charged: 1}).strangers, 1)

	s := newSheet(nil, map[string]told{"nobody's": {queue.Registered: 1}}, nil)
	require.Len(t, s.unknown, 1)
}

func TestOutcomesToldTwiceOfAFaultyNumber(t *testing.T) {
	s := one(task{number: "A", faulty: true}, told{queue.Rejected: 3})
	require.Zero(t, s.wrongs())
	require.Equal(t, 1, s.alike)
	require.Equal(t, 1, s.faulty)
}

func TestTasksAreHalfForeignAndNoNumberIsOneOfTwoOfOurs(t *testing.T) {
	foreign, faulty, repeats := 0, 0, 0
	ours := map[string]bool{}
	for i := range 2000 {
		made := newTask(i)
		switch {
		case made.foreign:
			foreign++
		case ours[made.number]:
			t.Fatalf("task %d: %s is ours already", i, made.number)
		default:
			ours[made.number] = true
		}
		if made.faulty {
			faulty++
		}
		if made.repeats {
			repeats++
			require.True(t, ours[made.number], "task %d repeats one of ours", i)
		}
	}
	require.Equal(t, 1000, foreign)
	require.Equal(t, 20, faulty)
	require.Equal(t, 20, repeats)
}
