package engine

import (
	"encoding/hex"
	"strings"

	"github.com/wjs-run/wjs/engine/guest"
)

// StringNamePrefix begins an identifier that stands, in the braces of an import
// or export declaration, for a name that is a string: hexadecimal follows. The
// guest's parser knows no such names, its modules do.
const StringNamePrefix = "wjs$name$"

// nameByStrings gives what a compiled module imports and exports the names that
// identifiers with that prefix stand for.
func (iso *Isolate) nameByStrings(realm Realm, m Module) error {
	for _, list := range []struct{ at, size, first, last uint32 }{
		{guest.ModuleExports, guest.ExportSize, guest.ExportLocal, guest.ExportName},
		{guest.ModuleImports, guest.ImportSize, guest.ImportName, guest.ImportName},
	} {
		entries, n := iso.load32(uint32(m)+list.at), iso.load32(uint32(m)+list.at+4)
		if n >= 1<<24 || iso.view(entries, n*list.size) == nil {
			continue
		}
		for i := range n {
			for at := entries + i*list.size + list.first; at <= entries+i*list.size+list.last; at += 4 {
				if err := iso.nameByString(realm, at); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (iso *Isolate) nameByString(realm Realm, at uint32) error {
	atom := iso.load32(at)
	if atom == 0 {
		return nil
	}
	v, err := iso.result(iso.call(fnAtomToValue, uint64(iso.context), uint64(atom)))
	if err != nil {
		return err
	}
	defer iso.Free(v)
	text, _ := iso.String(v)
	encoded, ok := strings.CutPrefix(text, StringNamePrefix)
	name, bad := hex.DecodeString(encoded)
	if !ok || bad != nil {
		return nil
	}
	named, err := iso.newAtom(realm, string(name))
	if err != nil {
		return err
	}
	iso.store32(at, named)
	_, err = iso.call(fnFreeAtom, uint64(realm), uint64(atom))
	return err
}
