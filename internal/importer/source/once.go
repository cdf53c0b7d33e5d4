package source

// Once returns what opens a source by open the first time that this works, and returns the same
// from then on. It is for one goroutine.
func Once(open func() (Source, error)) func() (Source, error) {
	var opened Source
	return func() (Source, error) {
		if opened != nil {
			return opened, nil
		}
		from, err := open()
		if err == nil {
			opened = from
		}
		return from, err
	}
}
