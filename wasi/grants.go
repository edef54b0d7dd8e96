package wasi

// Granted is one path that a policy gives access to, with what is below it.
type Granted struct {
	Path   string // absolute, in the guest's view
	Access Access
}

// Granted lists the paths that the policy gives access to, the longest first
// where one lies below another. What is denied within them is not told.
func (p *Policy) Granted() []Granted {
	list := make([]Granted, 0, len(p.grants))
	for _, g := range p.grants {
		list = append(list, Granted{g.guest, g.access})
	}
	return list
}
