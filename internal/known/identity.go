package known

import "github.com/trackreg/trackreg/queue"

// Of returns the identities that an outcome makes known: those of its number
// under the carrier the entry named and the one the vendor answered. There are
// none unless it says that the number is registered.
func Of(o queue.Outcome) []string {
	if o.Outcome != queue.Registered && o.Outcome != queue.AlreadyRegistered || o.Number == "" {
		return nil
	}
	identities := []string{identity(o, o.GivenCarrier)}
	if o.Carrier != 0 && o.Carrier != o.GivenCarrier {
		identities = append(identities, identity(o, o.Carrier))
	}
	return identities
}

func identity(o queue.Outcome, carrier int) string {
	return queue.Entry{Number: o.Number, Carrier: carrier}.Identity(o.Op)
}
