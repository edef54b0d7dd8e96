package errors

import "github.com/wjs-run/wjs/engine"

// asyncCallers(most) → who waits for the asynchronous function that runs, if one
// does, in one flat array of fours: a function, its file, line and column as the
// engine counts, or undefined, "all", the index of a promise and 0.
func asyncCallers(c *call, most int) (engine.Value, error) {
	iso := c.Iso()
	var flat []engine.Value
	for _, caller := range iso.AsyncCallers(min(max(most, 0), maxAsync)) {
		text, line := caller.File, caller.Line
		if caller.Combination != "" {
			text, line = caller.Combination, caller.Index
		}
		v, err := iso.NewString(text)
		if err != nil {
			for _, v := range flat {
				iso.Free(v)
			}
			return engine.Undefined, err
		}
		flat = append(flat, iso.Dup(caller.Function), v, engine.Int(int32(line)), engine.Int(int32(caller.Column)))
	}
	if flat == nil {
		return engine.Undefined, nil
	}
	return iso.NewArray(flat...)
}

// maxAsync is how many callers a stack shows at most.
const maxAsync = 200
