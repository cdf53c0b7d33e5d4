package presence

import "slices"

// Untold is what is said in the place of a version that is not told.
const Untold = "older"

// Versions are those of the processes, each once and in order; [Untold] stands for those that tell
// none.
func Versions(all []Worker) []string {
	var versions []string
	for _, w := range all {
		version := w.Version
		if version == "" {
			version = Untold
		}
		if !slices.Contains(versions, version) {
			versions = append(versions, version)
		}
	}
	slices.Sort(versions)
	return versions
}
