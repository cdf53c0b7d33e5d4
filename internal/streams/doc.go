// Package streams is what trackreg knows of the consumer groups of Redis's streams: how far each has
// come and how far it is behind, which come and go with what made them, what can be trimmed behind
// them, and what Redis says where one is missing.
package streams
