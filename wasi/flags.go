package wasi

import (
	"fmt"
	"strings"
)

// FlagSpec describes one permission flag of the command line.
type FlagSpec struct {
	Name  string // without the dashes
	Value string // what its value is called, "" if it takes none
	Usage string
}

// Flags lists the permission flags, those of Deno, in the order of help.
func Flags() []FlagSpec {
	values := [kinds]struct{ value, usage string }{
		KindRead:  {"PATH,...", "read files below these paths"},
		KindWrite: {"PATH,...", "change files below these paths"},
		KindNet:   {"HOST[:PORT],...", "use the network (names, *.names, addresses, ranges, private)"},
		KindEnv:   {"NAME,...", "see environment variables (NAME or PREFIX*)"},
		KindRun:   {"COMMAND,...", "run other programs, which are not sandboxed"},
		KindSys:   {"KIND,...", "ask about the system (hostname, cpus, …)"},
	}
	specs := []FlagSpec{{"allow-all", "", "allow everything"}}
	for _, verb := range [...]string{"allow", "deny"} {
		for k := range kinds {
			usage := values[k].usage
			if verb == "deny" {
				usage = "never " + usage
			}
			specs = append(specs, FlagSpec{verb + "-" + k.String(), values[k].value, usage})
		}
	}
	return specs
}

// ParseFlag turns a flag into an option: name without dashes ("allow-read", or
// "A"), its value, and whether a value was given at all. Without one the flag is
// about everything of its kind.
func ParseFlag(name, value string, given bool) (Option, error) {
	if name == "A" || name == "allow-all" {
		if given {
			return nil, fmt.Errorf("--%s takes no value", name)
		}
		return AllowAll(), nil
	}
	verb, word, _ := strings.Cut(name, "-")
	for k := range kinds {
		if word != k.String() || verb != "allow" && verb != "deny" {
			continue
		}
		if !given {
			if verb == "deny" {
				return DenyEvery(k), nil
			}
			return AllowEvery(k), nil
		}
		items, err := splitList(value)
		if err != nil {
			return nil, fmt.Errorf("--%s=%s: %w", name, value, err)
		}
		if verb == "deny" {
			return Deny(k, items...), nil
		}
		return Allow(k, items...), nil
	}
	return nil, fmt.Errorf("--%s is no permission flag", name)
}

// splitList cuts at commas; two commas are one that is meant, as in Deno.
func splitList(value string) ([]string, error) {
	var items []string
	item := ""
	for i := 0; i < len(value); i++ {
		switch {
		case value[i] != ',':
			item += value[i : i+1]
		case i+1 < len(value) && value[i+1] == ',':
			item += ","
			i++
		default:
			if item == "" {
				return nil, fmt.Errorf("an item is empty; leave the = out to mean everything")
			}
			items, item = append(items, item), ""
		}
	}
	if item == "" {
		return nil, fmt.Errorf("an item is empty; leave the = out to mean everything")
	}
	return append(items, item), nil
}
