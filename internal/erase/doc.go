// Package erase finds every trace of a tracking number in Redis and removes it: in asynq's queues and
// its archive, in the streams, the failures record, the runs of imports, the known numbers and the
// audit. Each place is searched in the same way, and says how many traces it held and how many are
// left, for some cannot be removed without harm to another number.
package erase
