package uv

import (
	"testing"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/hostcalls/calltest"
)

func TestBinding(t *testing.T) {
	g := calltest.New(t, calltest.Config{Bindings: []*hostcalls.Binding{Binding()}})
	got := g.Run(`
		log(uv.UV_ENOENT, uv.UV_EOF, uv.UV_EAI_NONAME);
		const rows = uv.getErrorMap();
		log(rows[0], rows.find((r) => r[1] === 'ENOENT'), rows.length > 80);
		log(rows.every(([number, name]) => uv['UV_' + name] === number));
		rows.length = 0;
		log(uv.getErrorMap().length > 80);
	`)
	// As util.getSystemErrorMap of Node 24 begins.
	want := "-2 -4095 -3008\n" + `[-7,"E2BIG","argument list too long"] [-2,"ENOENT","no such file or directory"] true` + "\ntrue\ntrue"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
