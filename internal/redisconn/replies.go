package redisconn

import (
	"net"
	"strconv"
	"syscall"

	"github.com/trackreg/trackreg/internal/redistrouble"
)

const (
	// ReplyMost bounds one reply of Redis's, in bytes: above the longest that is asked for, a page of
	// 5,000 tasks with the longest payloads.
	ReplyMost = 96 << 20
	// TextMost bounds one text in it. go-redis takes the memory for a text as soon as it reads how
	// long it is to be, and somebody else's entry may be half a gigabyte.
	TextMost = 32 << 20
	// partCost is what is counted for each part of a reply beside its bytes: about what an empty
	// one takes in memory.
	partCost = 32
)

// bounded gives up a connection on which more comes, before it is held. Its Read
// then returns [redistrouble.ErrReplyTooLong].
func bounded(conn net.Conn) net.Conn {
	b := &boundedConn{Conn: conn, reply: reply{left: ReplyMost}}
	if raw, ok := conn.(syscall.Conn); ok {
		return &boundedSocket{b, raw} // by which go-redis sees whether an idle one was closed
	}
	return b
}

type boundedConn struct {
	net.Conn
	reply reply
}

type boundedSocket struct {
	*boundedConn
	syscall.Conn
}

func (c *boundedConn) Read(p []byte) (int, error) {
	if c.reply.long {
		return 0, redistrouble.ErrReplyTooLong
	}
	n, err := c.Conn.Read(p)
	if c.reply.pass(p[:n]); c.reply.long {
		return 0, redistrouble.ErrReplyTooLong
	}
	return n, err
}

// reply follows the protocol just so far that it knows how long a reply is to be, and where the next
// one begins.
type reply struct {
	left  int64 // of ReplyMost
	parts int64 // that are still to come, 0 between two replies
	text  int64 // bytes of a text that are still to come, with the line's end behind it
	line  []byte
	long  bool // it is over ReplyMost, or a text in it over TextMost
}

// lineKept is how much of a line is kept: the kind of a part and its length.
const lineKept = 32

// pass takes note of what has come.
func (r *reply) pass(b []byte) {
	for len(b) > 0 && !r.long {
		if r.text > 0 {
			n := min(r.text, int64(len(b)))
			r.text -= n
			b = b[n:]
			r.settle()
			continue
		}
		c := b[0]
		b = b[1:]
		if c != '\n' {
			if r.spend(1); len(r.line) < lineKept {
				r.line = append(r.line, c)
			}
			continue
		}
		r.part()
		r.line = r.line[:0]
		r.settle()
	}
}

// part reads the line that begins a part.
func (r *reply) part() {
	if len(r.line) == 0 {
		return
	}
	kind := r.line[0]
	r.parts = max(r.parts, 1) - 1
	r.spend(partCost)
	n := lengthOf(r.line[1:])
	switch kind {
	case '$', '=', '!':
		if n >= 0 {
			r.text = n + int64(len("\r\n"))
			r.spend(n)
			r.long = r.long || n > TextMost
		}
	case '*', '~', '>':
		r.expect(n)
	case '%':
		r.expect(2 * n)
	case '|': // it stands before what it belongs to
		r.expect(2*n + 1)
	}
}

func (r *reply) expect(parts int64) {
	if parts > ReplyMost/partCost {
		r.long = true
	}
	r.parts += max(parts, 0)
}

func (r *reply) spend(n int64) {
	if r.left -= n; r.left < 0 {
		r.long = true
	}
}

// settle begins the next reply where one has come to its end.
func (r *reply) settle() {
	if r.parts == 0 && r.text == 0 {
		r.left = ReplyMost
	}
}

// lengthOf reads the length of a text, or the number of parts; -1 for what is not there.
func lengthOf(line []byte) int64 {
	if last := len(line) - 1; last >= 0 && line[last] == '\r' {
		line = line[:last]
	}
	n, err := strconv.ParseInt(string(line), 10, 48)
	if err != nil || n < 0 {
		return -1
	}
	return n
}
