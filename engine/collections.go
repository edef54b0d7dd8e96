package engine

import "github.com/wjs-run/wjs/engine/guest"

// Offsets into JSMapState, JSMapRecord and JSMapIteratorData.
const (
	mapRecords  = 4
	recordEmpty = 4
	recordLink  = 12 // prev, next
	recordKey   = 32
	recordValue = 40
	iterKind    = 8
	iterRecord  = 12
)

// Entry is a key and its value, borrowed; of a set the key alone counts.
type Entry struct{ Key, Value Value }

// Entries lists what a Map, Set, WeakMap or WeakSet holds, or what an iterator
// of a Map or Set has yet to give, without running JavaScript. pairs reports
// whether values count. ok is false for other values.
func (iso *Isolate) Entries(v Value) (list []Entry, pairs, ok bool) {
	payload := iso.load32(v.ptr() + guest.ObjectPayload)
	switch iso.Class(v) {
	case guest.ClassMap, guest.ClassWeakMap:
		return iso.records(payload, 0), true, true
	case guest.ClassSet, guest.ClassWeakSet:
		return iso.records(payload, 0), false, true
	case guest.ClassMapIterator, guest.ClassSetIterator:
		const kindKey, kindValue = 0, 1
		source := Value(iso.load64(payload))
		if source.tag() != tagObject {
			return nil, false, true // at its end
		}
		list = iso.records(iso.load32(source.ptr()+guest.ObjectPayload), iso.load32(payload+iterRecord))
		switch iso.load32(payload + iterKind) {
		case kindKey:
			return list, false, true
		case kindValue:
			if iso.Class(v) == guest.ClassMapIterator {
				for i := range list {
					list[i].Key = list[i].Value
				}
			}
			return list, false, true
		}
		if iso.Class(v) == guest.ClassSetIterator {
			for i := range list {
				list[i].Value = list[i].Key
			}
		}
		return list, true, true
	}
	return nil, false, false
}

// records walks the list of a map behind the given record, 0 for all. The walk
// is bounded by the map's own count, so that a broken list cannot hold the host.
func (iso *Isolate) records(state, after uint32) []Entry {
	head := state + mapRecords
	el := iso.load32(head + 4)
	if after != 0 {
		el = iso.load32(after + recordLink + 4)
	}
	var list []Entry
	limit := iso.mem.Size() / 48
	for n := uint64(0); el != head && el != 0 && n < limit; n++ {
		record := el - recordLink
		if b := iso.view(record+recordEmpty, 1); b != nil && b[0] == 0 {
			list = append(list, Entry{Value(iso.load64(record + recordKey)), Value(iso.load64(record + recordValue))})
		}
		el = iso.load32(el + 4)
	}
	return list
}
