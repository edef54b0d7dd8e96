package editor

// Replace returns a body in which each instruction that with answers for has
// given way to that answer; nil keeps it. What takes the place of an
// instruction must open and close the same blocks, which SetBody checks, and
// leave the same on the stack, which nobody does.
func Replace(body []byte, with func(Instr) []byte) ([]byte, error) {
	var out []byte
	kept := 0
	err := Walk(body, func(in Instr) error {
		if code := with(in); code != nil {
			out = append(append(out, body[kept:in.Pos]...), code...)
			kept = in.End
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return append(out, body[kept:]...), nil
}
