package process

import (
	"time"

	"github.com/wjs-run/wjs/engine"
	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/wasi"
)

func addUsage(b *hostcalls.Binding) {
	hostcalls.Op0(b.Owns(), "memoryUsage", memoryUsage)
	hostcalls.Op0(b.Owns(), "rss", rss)
	hostcalls.Op0(b.Owns(), "cpuUsage", cpuUsage)
	hostcalls.Op0(b.Owns(), "threadCpuUsage", threadCPUUsage)
	hostcalls.Op0(b.Owns(), "resourceUsage", resourceUsage)
	hostcalls.Op0(b, "constrainedMemory", constrainedMemory)
	hostcalls.Op0(b, "availableMemory", availableMemory)
}

// rss is the process's where the guest may know about the machine's memory, and
// else what the isolate itself takes: other guests are not its business.
func rss(c *call) (float64, error) {
	if !c.Host().Has(wasi.KindSys, "systemMemoryInfo") {
		return float64(c.Iso().Memory()), nil
	}
	n, err := c.Host().RSS()
	return float64(n), err
}

// memoryUsage: rss, heapTotal, heapUsed, external, arrayBuffers. ArrayBuffers
// lie in the heap here; nothing is external. The engine's own count of what it
// has allocated leaves out the sizes of blocks (its allocator does not tell
// them), so that what is used is what the heap has grown to.
func memoryUsage(c *call) ([]float64, error) {
	resident, err := rss(c)
	heap := float64(c.Iso().Memory())
	return []float64{resident, heap, heap, 0, 0}, err
}

// cpuUsage: user and system time in microseconds, of the whole process.
func cpuUsage(c *call) ([]float64, error) {
	user, system, err := c.Host().CPUTime()
	return []float64{microseconds(user), microseconds(system)}, err
}

func microseconds(d time.Duration) float64 { return float64(d / time.Microsecond) }

type threadKey struct{}

// threadTime is what the clock of the isolate is counted on to.
type threadTime struct {
	counts       bool
	user, system time.Duration // of the process, when it was first asked for
}

// threadCPUUsage: an isolate is not bound to a thread of the system. Until a
// program asks, what the process has computed stands for it; from then on the
// time counts that its own code runs.
func threadCPUUsage(c *call) ([]float64, error) {
	t := hostcalls.State(c.Env(), threadKey{}, func() *threadTime { return &threadTime{} })
	if !t.counts {
		user, system, err := c.Host().CPUTime()
		if err != nil {
			return nil, err
		}
		c.Iso().CountCPU()
		*t = threadTime{true, user - c.Host().Coarsen(c.Iso().CPU()), system}
	}
	return []float64{microseconds(t.user + c.Host().Coarsen(c.Iso().CPU())), microseconds(t.system)}, nil
}

// resourceUsage has the order of process.resourceUsage.
func resourceUsage(c *call) ([]float64, error) {
	u, err := c.Host().ResourceUsage()
	return []float64{
		microseconds(u.User), microseconds(u.System), float64(u.MaxRSS),
		float64(u.SharedMemory), float64(u.UnsharedData), float64(u.UnsharedStack),
		float64(u.MinorFaults), float64(u.MajorFaults), float64(u.SwappedOut), float64(u.FSReads), float64(u.FSWrites),
		float64(u.IPCSent), float64(u.IPCReceived), float64(u.Signals), float64(u.Voluntary), float64(u.Involuntary),
	}, err
}

type limitKey struct{}

func memoryLimit(env *hostcalls.Env) *uint64 {
	return hostcalls.State(env, limitKey{}, func() *uint64 { n := uint64(engine.DefaultMemory); return &n })
}

// SetMemoryLimit names the isolate's limit, for process.constrainedMemory; 0 is
// the default of the engine. It belongs to the goroutine that owns the isolate.
func SetMemoryLimit(env *hostcalls.Env, bytes uint64) {
	if bytes != 0 {
		*memoryLimit(env) = bytes
	}
}

func constrainedMemory(c *call) (float64, error) { return float64(*memoryLimit(c.Env())), nil }

func availableMemory(c *call) (float64, error) {
	limit, used := *memoryLimit(c.Env()), c.Iso().Memory()
	return float64(limit - min(used, limit)), nil
}
