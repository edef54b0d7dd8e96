package module

import "testing"

func TestFindImport(t *testing.T) {
	for _, c := range []struct {
		source, name string
		want         *Site
	}{
		{"import { a } from 'x'", "a", &Site{1, 10, "import { a } from 'x'", "{ a }"}},
		{"import a from 'x'", "default", &Site{1, 8, "import a from 'x'", ""}},
		{"f();\nimport b, {\n  a as c,\n} from 'x'", "a", &Site{3, 3, "  a as c,", ""}},
		{"import { b as a } from 'y'; import { b as a, a as b } from 'x'", "a", &Site{1, 46, "import { b as a } from 'y'; import { b as a, a as b } from 'x'", "{ b as a }"}},
		{"export { a } from 'x'", "a", &Site{1, 10, "export { a } from 'x'", ""}},
		{"import { a } from 'y'", "a", nil},
		{"import('x'); const a = 'x'", "a", nil},
	} {
		got := findImport(c.source, "x", c.name)
		if (got == nil) != (c.want == nil) || got != nil && *got != *c.want {
			t.Errorf("%s: got %+v, want %+v", c.source, got, c.want)
		}
	}
}
