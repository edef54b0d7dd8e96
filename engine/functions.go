package engine

import (
	"context"
	"fmt"

	"github.com/tetratelabs/wazero/api"

	"github.com/wjs-run/wjs/engine/guest"
)

// function names an export of the guest that the host calls.
type function uint8

const (
	fnNewRuntime function = iota
	fnInitData
	fnGuestMalloc
	fnGuestFree
	fnMalloc
	fnFree
	fnAllocString
	fnAllocStrings
	fnNewContext
	fnFreeContext
	fnNewCFunction
	fnCall
	fnConstruct
	fnEval
	fnEvalFunction
	fnNamespace
	fnResolveModule
	fnArrayBuffer
	fnExecuteJob
	fnRunGC
	fnNewModule
	fnAddExport
	fnSetExport
	fnCreateModule
	fnLinkModule
	fnNewAtom
	fnAtomToValue
	fnFreeAtom
	fnFreeValue
	fnThrow
	fnNewError
	fnGetException
	fnGlobal
	fnNewObject
	fnNewArray
	fnGetPropertyStr
	fnSetPropertyStr
	fnGetPropertyUint32
	fnDefineValue
	fnParseJSON
	fnNewBigInt64
	fnNewBigUint64
	fnToBigInt64
	fnForeignBuffer
	fnGuestRealloc
	fnWriteBytecode
	fnReadBytecode
	functionCount
)

var functionNames = [functionCount]string{
	fnNewRuntime:        "New_QJS",
	fnInitData:          guest.ExportInitData,
	fnGuestMalloc:       "malloc",
	fnGuestFree:         "free",
	fnMalloc:            guest.ExportMalloc,
	fnFree:              guest.ExportFree,
	fnAllocString:       guest.ExportAllocString,
	fnAllocStrings:      guest.ExportAllocStrings,
	fnNewContext:        guest.ExportNewContext,
	fnFreeContext:       "JS_FreeContext",
	fnNewCFunction:      guest.ExportNewCFunction,
	fnCall:              guest.ExportCall,
	fnConstruct:         "JS_CallConstructor",
	fnEval:              guest.ExportEval,
	fnEvalFunction:      guest.ExportEvalFunction,
	fnNamespace:         guest.ExportNamespace,
	fnResolveModule:     guest.ExportResolveModule,
	fnArrayBuffer:       guest.ExportArrayBuffer,
	fnExecuteJob:        guest.ExportExecuteJob,
	fnRunGC:             guest.ExportRunGC,
	fnNewModule:         guest.ExportNewModule,
	fnAddExport:         guest.ExportAddExport,
	fnSetExport:         guest.ExportSetExport,
	fnCreateModule:      guest.ExportCreateModule,
	fnLinkModule:        guest.ExportLinkModule,
	fnNewAtom:           "JS_NewAtom",
	fnAtomToValue:       "JS_AtomToValue",
	fnFreeAtom:          "JS_FreeAtom",
	fnFreeValue:         "JS_FreeValue",
	fnThrow:             "JS_Throw",
	fnNewError:          "JS_NewError",
	fnGetException:      "JS_GetException",
	fnGlobal:            "JS_GetGlobalObject",
	fnNewObject:         "JS_NewObject",
	fnNewArray:          "JS_NewArray",
	fnGetPropertyStr:    "JS_GetPropertyStr",
	fnSetPropertyStr:    "JS_SetPropertyStr",
	fnGetPropertyUint32: "QJS_GetPropertyUint32",
	fnDefineValue:       guest.ExportDefineValue,
	fnParseJSON:         "QJS_ParseJSON",
	fnNewBigInt64:       "QJS_NewBigInt64",
	fnNewBigUint64:      "QJS_NewBigUint64",
	fnToBigInt64:        "QJS_ToInt64",
	fnForeignBuffer:     guest.ExportForeignBuffer,
	fnGuestRealloc:      guest.ExportRealloc,
	fnWriteBytecode:     guest.ExportWriteBytecode,
	fnReadBytecode:      guest.ExportReadBytecode,
}

// entry is what one level of nesting calls the guest with. A wazero function
// carries a stack and cannot be entered again while it runs, so that a host
// function which calls the guest needs functions of its own.
type entry struct {
	fns   [functionCount]api.Function
	stack [8]uint64
}

// call runs an export of the guest. Its error is the isolate's death.
func (iso *Isolate) call(f function, args ...uint64) (uint64, error) {
	if iso.dead != nil {
		return 0, iso.deadError()
	}
	if iso.depth == len(iso.entries) {
		iso.entries = append(iso.entries, new(entry))
	}
	e := iso.entries[iso.depth]
	fn := e.fns[f]
	if fn == nil {
		if fn = iso.mod.ExportedFunction(functionNames[f]); fn == nil {
			return 0, fmt.Errorf("engine: the guest does not export %s", functionNames[f])
		}
		e.fns[f] = fn
	}
	copy(e.stack[:], args)
	err := iso.invoke(fn, e)
	if iso.mem.Denied() {
		// QuickJS does not always survive it, which is nobody's concern any more.
		return 0, iso.die(&MemoryLimitError{Limit: iso.limits.Memory})
	}
	if err != nil {
		return 0, iso.die(&TrapError{Err: err}) // unless the gate knows better
	}
	return e.stack[0], nil
}

// invoke leaves the isolate as it was even if a host function ends the goroutine.
func (iso *Isolate) invoke(fn api.Function, e *entry) error {
	iso.depth++
	iso.clock.start()
	defer func() {
		iso.clock.stop()
		iso.depth--
	}()
	return fn.CallWithStack(iso.ctx, e.stack[:])
}

// isolateContext carries the isolate to the gate.
type isolateContext struct {
	context.Context
	iso *Isolate
}
