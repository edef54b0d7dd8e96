package guest

import (
	"fmt"

	"github.com/wjs-run/wjs/engine/editor"
)

// MaxGlobals is how many mutable globals a linked guest has at most.
const MaxGlobals = 12

// GlobalName is the export of the mutable global with that number, counted from
// 0. What is in them is the one part of an isolate at rest that is not in its
// linear memory.
func GlobalName(i int) string { return fmt.Sprintf("wjs_global_%d", i) }

// exportGlobals exports all mutable globals; none may be added later.
func (l *linker) exportGlobals() {
	n := 0
	for i, g := range l.m.Globals() {
		if g.Mutable {
			l.export(GlobalName(n), editor.KindGlobal, uint32(i))
			n++
		}
	}
	l.expect(n <= MaxGlobals, "too many mutable globals")
}
