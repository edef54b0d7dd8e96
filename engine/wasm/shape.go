package wasm

// shape is what the time depends on that wazero takes for a function, which
// cannot be ended meanwhile: it grows with the square of the branches and, where
// loops follow each other, faster.
type shape struct {
	branches, loops, locals int // places where branches begin or meet; locals that are used
	used                    [(maxLocals + maxParams + 63) / 64]uint64
	top                     int // of used, from where on all are 0
}

// What a function may be for each byte of the memory limit: with 64 MB the worst
// take some four seconds, where ten times as much would take minutes. Of 300,000
// functions of known programs (DuckDB, FFmpeg, OpenCascade, PHP, SWC and others)
// the largest has 22,000 branches, in a module that takes 190 MB.
const (
	branchShare  = 1 << 13   // branches
	meetingShare = 1 << 6    // branches × locals
	maxTurns     = 100 << 20 // loops × loops × locals, of which the most seen are 15 million
)

func (s *shape) reset() {
	clear(s.used[:s.top])
	s.branches, s.loops, s.locals, s.top = 0, 0, 0, 0
}

// uses notes a local. One that the function does not have is wazero's to refuse.
func (s *shape) uses(local uint32) {
	if local >= maxLocals+maxParams {
		return
	}
	word, bit := int(local/64), uint64(1)<<(local%64)
	if s.used[word]&bit == 0 {
		s.used[word] |= bit
		s.top = max(s.top, word+1)
		s.locals++
	}
}

func (s *shape) withinLimits(fn uint32, memory uint64) error {
	branches, locals := uint64(s.branches), uint64(s.locals)
	if branches > memory/branchShare || branches*locals > memory/meetingShare || uint64(s.loops*s.loops)*locals > maxTurns {
		return compileErrorf("function %d is too complex for the memory limit: %d branches, %d of them loops, between which %d locals are used", fn, branches, s.loops, locals)
	}
	return nil
}
