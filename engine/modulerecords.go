package engine

import (
	"errors"

	"github.com/wjs-run/wjs/engine/guest"
)

// ModuleStatus is how far a module has come.
type ModuleStatus uint8

// The states of modules, by QuickJS's numbers.
const (
	ModuleUnlinked ModuleStatus = iota
	ModuleLinking
	ModuleLinked
	ModuleEvaluating
	ModuleEvaluatingAsync
	ModuleEvaluated
)

// ErrUnresolved is returned for a module whose imports are not all set.
var ErrUnresolved = errors.New("engine: the module is not resolved")

// NewSyntheticModule makes a module without text: its exports are undefined until
// SetExport, and Hooks.InitModule runs when it is evaluated. A module of that
// name must not exist in the realm.
func (iso *Isolate) NewSyntheticModule(realm Realm, name string, exports []string) (Module, error) {
	atom, err := iso.newAtom(realm, name)
	if err != nil {
		return 0, err
	}
	def, err := iso.pointer(iso.call(fnNewModule, uint64(realm), uint64(atom)))
	if err != nil {
		return 0, err
	}
	m := Module(def)
	iso.store32(def+guest.ModuleInit, iso.engine.image.ModuleInit)
	iso.markResolved(m)
	for _, export := range exports {
		const noParser, noLocal, local = 0, 0, 0
		atom, err := iso.newAtom(realm, export)
		if err != nil {
			return 0, err
		}
		if _, err := iso.pointer(iso.call(fnAddExport, uint64(realm), noParser, uint64(m), noLocal, uint64(atom), local)); err != nil {
			return 0, err
		}
	}
	return m, nil
}

func (iso *Isolate) newAtom(realm Realm, text string) (uint32, error) {
	ptr, err := iso.newCString(text)
	if err != nil {
		return 0, err
	}
	defer iso.freeBytes(ptr)
	return iso.pointer(iso.call(fnNewAtom, uint64(realm), uint64(ptr)))
}

// pointer turns what the guest returned into an address or the thrown error.
func (iso *Isolate) pointer(v uint64, err error) (uint32, error) {
	if err == nil && uint32(v) == 0 {
		err = iso.thrown()
	}
	return uint32(v), err
}

// SetExport gives an export of a linked synthetic module its value, of which it
// takes the count, and reports whether there is one of that name.
func (iso *Isolate) SetExport(realm Realm, m Module, name string, v Value) (bool, error) {
	ptr, err := iso.newCString(name)
	if err != nil {
		iso.Free(v)
		return false, err
	}
	defer iso.freeBytes(ptr)
	ok, err := iso.call(fnSetExport, uint64(realm), uint64(m), uint64(ptr), uint64(v))
	return int32(ok) == 0, err
}

// ModuleStatus returns how far the module has come, and what its evaluation has
// thrown, borrowed.
func (iso *Isolate) ModuleStatus(m Module) (status ModuleStatus, exception Value, failed bool) {
	if b := iso.view(uint32(m)+guest.ModuleFailed, 1); b != nil && b[0] != 0 {
		exception, failed = Value(iso.load64(uint32(m)+guest.ModuleException)), true
	}
	if b := iso.view(uint32(m)+guest.ModuleStatus, 1); b != nil {
		status = ModuleStatus(b[0])
	}
	return status, exception, failed
}

// Awaits reports whether the module itself waits at its top level.
func (iso *Isolate) Awaits(m Module) bool {
	b := iso.view(uint32(m)+guest.ModuleAwaits, 1)
	return b != nil && b[0] != 0
}

// Requests returns the specifiers that the module imports, each once.
func (iso *Isolate) Requests(m Module) ([]string, error) {
	var names []string
	entries, n := iso.requests(m)
	for i := range n {
		v, err := iso.result(iso.call(fnAtomToValue, uint64(iso.context), uint64(iso.load32(entries+8*i))))
		if err != nil {
			return nil, err
		}
		name, _ := iso.String(v)
		iso.Free(v)
		names = append(names, name)
	}
	return names, nil
}

func (iso *Isolate) requests(m Module) (entries, n uint32) {
	entries, n = iso.load32(uint32(m)+guest.ModuleRequests), iso.load32(uint32(m)+guest.ModuleRequests+4)
	if n >= 1<<28 || iso.view(entries, n*8) == nil {
		return 0, 0
	}
	return entries, n
}

// SetImported says which modules the requests of a module mean, in their order.
// Those must live as long as it does.
func (iso *Isolate) SetImported(m Module, imported []Module) error {
	entries, n := iso.requests(m)
	if int(n) != len(imported) {
		return ErrUnresolved
	}
	for i, dep := range imported {
		iso.store32(entries+8*uint32(i)+4, uint32(dep))
	}
	iso.markResolved(m)
	return nil
}

// markResolved keeps QuickJS from asking for what the module imports, and from
// freeing it when another one cannot be resolved.
func (iso *Isolate) markResolved(m Module) {
	if b := iso.view(uint32(m)+guest.ModuleResolved, 1); b != nil {
		b[0] = 1
	}
}

// Instantiate links a module of the realm with what SetImported has named. A
// missing export is a thrown SyntaxError.
func (iso *Isolate) Instantiate(realm Realm, m Module) error {
	if n, err := iso.call(fnCreateModule, uint64(realm), uint64(m)); err != nil {
		return err
	} else if int32(n) < 0 {
		return iso.thrown()
	}
	stack, err := iso.alloc(8)
	if err != nil {
		return err
	}
	defer iso.freeBytes(stack)
	iso.store32(stack, 0)
	n, err := iso.call(fnLinkModule, uint64(realm), uint64(m), uint64(stack), 0)
	if err != nil || int32(n) >= 0 {
		return err
	}
	// As js_link_module does: what was begun is not linked.
	for at := iso.load32(stack); at != 0; at = iso.load32(at + guest.ModuleStack) {
		b := iso.view(at+guest.ModuleStatus, 1)
		if b == nil || ModuleStatus(b[0]) != ModuleLinking {
			break
		}
		b[0] = byte(ModuleUnlinked)
	}
	return iso.thrown()
}

// Modules returns the addresses of all modules that the realm knows.
func (iso *Isolate) Modules(realm Realm) map[Module]bool {
	const next, link = 4, 8
	known := map[Module]bool{}
	head := uint32(realm) + guest.ContextModules
	for at := iso.load32(head + next); at != head && iso.view(at, 8) != nil && len(known) < 1<<24; at = iso.load32(at + next) {
		known[Module(at-link)] = true
	}
	return known
}
