package encoding

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"
)

// names are the Encoding Standard's encodings, in the order that a script's
// codec numbers count. UTF-8, the first, is package buffer's business;
// "replacement" cannot be decoded by a script and is known so that it can be
// refused by name.
var names = []string{
	"utf-8", "utf-16le", "utf-16be", "gb18030", "gbk", "big5", "euc-jp", "iso-2022-jp", "shift_jis", "euc-kr",
	"replacement", "x-user-defined",
	"ibm866", "iso-8859-2", "iso-8859-3", "iso-8859-4", "iso-8859-5", "iso-8859-6", "iso-8859-7", "iso-8859-8",
	"iso-8859-8-i", "iso-8859-10", "iso-8859-13", "iso-8859-14", "iso-8859-15", "iso-8859-16", "koi8-r", "koi8-u",
	"macintosh", "windows-874", "windows-1250", "windows-1251", "windows-1252", "windows-1253", "windows-1254",
	"windows-1255", "windows-1256", "windows-1257", "windows-1258", "x-mac-cyrillic",
}

var numbers = func() map[string]int {
	m := map[string]int{}
	for i, name := range names {
		m[name] = i
	}
	return m
}()

// number returns the codec that goes by the label, or -1.
func number(label string) int {
	label = strings.Trim(label, "\t\n\f\r ")
	for i := range len(label) {
		if label[i] >= utf8.RuneSelf || label[i] <= ' ' {
			return -1 // the index would fold and trim more than ASCII
		}
	}
	e, err := htmlindex.Get(label)
	if err != nil {
		return -1
	}
	name, err := htmlindex.Name(e)
	if err != nil {
		return -1
	}
	if n, ok := numbers[name]; ok {
		return n
	}
	return -1
}
