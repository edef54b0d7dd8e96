package editor

// InsertAfterLoops inserts seq after the header of every loop of a function body and returns the
// new body and how many there were. The insertion must close its blocks, so no label shifts; it
// finds nothing of its own on the operand stack and must leave nothing there.
func InsertAfterLoops(body, seq []byte) ([]byte, int, error) {
	if err := balanced(seq); err != nil {
		return nil, 0, err
	}
	var at []int
	err := Walk(body, func(in Instr) error {
		if in.Op == OpLoop {
			at = append(at, in.End)
		}
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	return insert(body, seq, at), len(at), nil
}

// InsertAtEntry inserts seq, which must close its blocks, before the first instruction of a
// function body. It runs once a call.
func InsertAtEntry(body, seq []byte) ([]byte, error) {
	if err := balanced(seq); err != nil {
		return nil, err
	}
	r := reader{buf: body}
	r.skipLocals()
	entry := r.pos
	if err := r.walk(1, func(Instr) error { return nil }); err != nil {
		return nil, err
	}
	return insert(body, seq, []int{entry}), nil
}

// insert returns body with seq put in at the given places, which are in ascending order.
func insert(body, seq []byte, at []int) []byte {
	out := make([]byte, 0, len(body)+len(seq)*len(at))
	from := 0
	for _, pos := range at {
		out = append(append(out, body[from:pos]...), seq...)
		from = pos
	}
	return append(out, body[from:]...)
}

// AddLocal declares one more local of a function body and returns the new body
// and how many were declared before: with the parameters, the local's index.
func AddLocal(body []byte, t ValType) ([]byte, uint32, error) {
	r := reader{buf: body}
	groups := r.count("groups of locals")
	start := r.pos
	r = reader{buf: body}
	r.skipLocals()
	if r.err != nil {
		return nil, 0, r.err
	}
	before := CountLocals(body)
	out := appendU32(make([]byte, 0, len(body)+8), uint32(groups)+1)
	out = append(out, body[start:r.pos]...)
	out = append(append(out, 1), byte(t))
	return append(out, body[r.pos:]...), uint32(before), nil
}
