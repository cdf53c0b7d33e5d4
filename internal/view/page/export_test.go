package page

// Paths are what the page answers, each with its method, as in "GET /api/v1/status".
func (p *Page) Paths() []string { return p.paths }
