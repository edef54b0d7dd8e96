package editor

import "fmt"

// FormatError reports a binary or a function body that cannot be decoded.
type FormatError struct {
	Offset      int    // in the binary for Parse, in the given bytes for Walk and the insertions
	Reason      string // what is wrong there
	Unsupported bool   // well-formed perhaps, but it uses a feature this package does not cover
}

func (e *FormatError) Error() string {
	kind := "malformed"
	if e.Unsupported {
		kind = "unsupported"
	}
	return fmt.Sprintf("wasm: %s at offset %#x: %s", kind, e.Offset, e.Reason)
}

// EditError reports an edit that the module does not allow. The module is unchanged.
type EditError struct {
	Edit   string // the method, such as "AddExport"
	Reason string
}

func (e *EditError) Error() string { return "wasm: " + e.Edit + ": " + e.Reason }

func refuse(edit, format string, args ...any) error {
	return &EditError{Edit: edit, Reason: fmt.Sprintf(format, args...)}
}
