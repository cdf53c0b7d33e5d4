package main

import "context"

// unthrottledPace is the calls a second that the account may make: full calls
// would carry 8,000 numbers. A pace far above that makes for more and emptier
// calls, since each takes what waits when its slot comes.
const unthrottledPace = 200

// unthrottled measures what the way through asynq, the batcher and the outcomes
// costs, when the vendor costs nothing.
func unthrottled(ctx context.Context, s *suite) ([]figure, error) {
	const goal = 6000
	r, err := s.start(ctx, "--reading", "none", "--service", "0s")
	if err != nil {
		return nil, err
	}
	defer r.Close()
	numbers := s.size(90_000, 30_000)
	if err := r.Enqueue(ctx, "main", 1, numbers); err != nil {
		return nil, err
	}
	settings := r.Settings()
	main := settings.Accounts["main"]
	main.RequestsPerSecond = unthrottledPace
	settings.Accounts["main"] = main
	if err := r.StartWorkers(ctx, 1, settings); err != nil {
		return nil, err
	}
	if err := r.AwaitAccepted(ctx, numbers, patience(numbers, goal)); err != nil {
		return nil, err
	}
	load, err := readLoad(ctx, r)
	if err != nil {
		return nil, err
	}
	return []figure{
		atLeast("numbers", perSecond, load.rate, goal),
		noted("fill", percent, load.fill),
	}, nil
}
