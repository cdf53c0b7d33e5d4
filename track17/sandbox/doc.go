// Package sandbox simulates the 17TRACK API. 17TRACK has no test system: every
// call to it is real and costs quota. Here a registration costs nothing, the
// clock can be moved, and everything that can go wrong goes wrong on demand.
//
// # In a terminal
//
// The program serves it alone:
//
//	trackreg sandbox --listen 127.0.0.1:8017
//
// Any key is an account that begins with a full quota:
//
//	curl -s http://127.0.0.1:8017/track/v2.4/register -H '17token: demo' \
//	  -d '[{"number":"RR123456789CN","tag":"A1"},{"number":"1234"}]'
//
//	{"code":0,"data":{
//	  "accepted":[{"origin":1,"number":"RR123456789CN","tag":"A1","carrier":3011}],
//	  "rejected":[{"number":"1234","carrier":0,
//	    "error":{"code":-18010012,"message":"The format of data '1234' is invalid."}}]}}
//
//	curl -s http://127.0.0.1:8017/track/v2.4/getquota -H '17token: demo' -d '[]'
//
// # What it does as the vendor does
//
// It answers register and getquota under /track/v1, v2, v2.1, v2.2 and v2.4; any
// other path gets HTTP 404. An unknown key gets 401 and -18010002. 3 calls a
// second are answered, in one of three readings ([Sliding], [Fixed], [Bucket]),
// and more get 429; 40 numbers go in a call. What a call does is done when it
// comes: a client that does not wait for the answer has been charged all the
// same.
//
// A registration is a number and a carrier. One that exists already is rejected
// with -18019901 and costs nothing. Numbers are trimmed and put in upper case.
// A carrier that is not given is detected: S10 numbers are their country's post
// (CN 3011, US 21051), 1Z and sixteen more are UPS (100002), and so on for DHL,
// FedEx, DPD, SF, OnTrac, Amazon, YunExpress, 4PX and Cainiao; plain digits
// are a guess (origin 3). What looks like nothing is rejected with -18019903.
// A given carrier is kept (origin 2), but for UPS numbers, which are corrected.
//
// Rejected, too: a number missing (-18010010) or not of 5 to 50 letters, digits
// and hyphens (-18010012); a carrier code that cannot be one, below 1000 or of
// more than six digits (-18019910); final_carrier with a courier (-18010016); a
// tag over 100 characters or a country that is not two letters (-18010015);
// and, with carriers such as GLS (100005), PostNL (14041) or SF Express
// (190766), a missing postal code, country or telephone number (-18010018 to
// -20), which stand in fields of their own in v2.4 and in param before. A value
// of a wrong type fails the whole call with -18010013.
//
// A unit is charged for each accepted number, one more for a translation by a
// third party and for an e-mail address beyond 300 a month. When quota
// (-18019908) or the day's allowance (-18019907) runs out within a call, the
// numbers after that are rejected one by one.
//
// # Magic numbers
//
// A number that begins with SBX may ask for trouble. Each form may end in
// whatever makes it unique: SBX18010019-1, SBX18010019-2. With 1X to 9X behind
// SBX it strikes so many times and is an ordinary number then: SBX2XHTTP503-1
// makes the first two calls that hold it fail. SBX-1 is an ordinary number from
// the beginning.
//
//	SBX18010019       the item is rejected with -18010019; so for every code
//	SBXCALL18010002   every call that holds it fails with -18010002
//	SBXOUTER18010002  the same, the code only in code
//	SBXERRORS18010002 the same, the code only in data.errors, under code 0
//	SBXHTTP503        the call fails with HTTP 503; so for every status
//	SBXLOST500        the call is carried out, and answers HTTP 500
//	SBXWAIT005        HTTP 429 with Retry-After: 5
//	SBXBODY429        HTTP 200 with {"code":429}
//	SBXSLOW005        the answer takes 5 seconds longer
//	SBXHANG           the call is carried out and never answered
//	SBXCUT            the call is carried out and the connection closed
//	SBXTRUNC          the same, within the answer
//	SBXHTML           the call is carried out and answered with a page for people
//	SBXENDLESS        the call is carried out and the answer never ends
//	SBXREDIRECT       302 to another address
//	SBXSTRANGER       an item nobody asked for is among the accepted
//	SBXOMIT           the item is registered and left out of the answer
//	SBXBOTH           the item is registered, and listed as accepted and as rejected
//	SBXMOVE           the item is registered under another carrier, 190271
//	SBXTEXT           the item's carrier is a string
//	SBXBARE           the item's carrier is absent
//
// # Faults by script
//
// The same, and more, can be asked for from outside the numbers, for the next
// calls of a key, while a call holds a number, or by chance; see [Fault] for
// every field. In Go it is [Server.Script]; over HTTP:
//
//	curl -s http://127.0.0.1:8017/sandbox/faults -d '{"act":"fail","status":429,"retry_after":"7","times":2}'
//	curl -s http://127.0.0.1:8017/sandbox/faults -d '[{"act":"cut","probability":0.05},
//	  {"act":"fail","code":-18010013,"number":"RR123456789CN"},
//	  {"act":"omit","most":1,"times":3,"key":"demo"}]'
//	curl -s http://127.0.0.1:8017/sandbox/faults
//	curl -s -X DELETE http://127.0.0.1:8017/sandbox/faults
//
// # Quota, clock and ledger
//
// The ledger says what was carried out, whatever clients were told; keys are
// masked in it.
//
//	curl -s http://127.0.0.1:8017/sandbox/quota -d '{"key":"demo","remain":10,"max_track_daily":100}'
//	curl -s http://127.0.0.1:8017/sandbox/clock -d '{"advance":"24h"}'
//	curl -s http://127.0.0.1:8017/sandbox/ledger
//	curl -s 'http://127.0.0.1:8017/sandbox/ledger/calls?limit=20'
//	curl -s 'http://127.0.0.1:8017/sandbox/ledger/numbers?number=RR123456789CN'
//	curl -s -X POST http://127.0.0.1:8017/sandbox/reset
//
// The control calls ask for no key, and whoever reaches the sandbox can make
// them: keep it on the loopback address or in a test network.
package sandbox
