package wjs

import (
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// The clock of a deadline stands still while somebody is asked, and goes on
// afterwards: for JavaScript, for what waits beside it, and for WASI programs.
func TestAskingTakesNoTime(t *testing.T) {
	const limit = 400 * time.Millisecond
	dir := folder(t)
	var asked atomic.Int32
	think := func(Request) Decision {
		asked.Add(1)
		time.Sleep(limit)
		return DecideAllow
	}
	opts := Options{Dir: "/", Limits: Limits{Timeout: limit}, Permissions: Permissions{Ask: think}}
	r := open(t, opts)
	eval(t, r, "1") // what is made once takes its time
	source := strings.ReplaceAll(`(async () => { const fs = process.getBuiltinModule('fs');
		for (const name of ['file', 'link', 'package.json']) try { fs.lstatSync('DIR/' + name); } catch {}
		return (await fs.promises.readFile('DIR/file', 'utf8')); })()`, "DIR", dir)
	begin := time.Now()
	got, err := r.Eval(within(t, time.Minute), source)
	if err != nil || got != "SECRET" {
		t.Errorf("%v, %v", got, err)
	}
	if n := time.Duration(asked.Load()); n < 3 || time.Since(begin) < n*limit {
		t.Errorf("asked %d times in %v", n, time.Since(begin))
	}
	// It goes on: what takes long by itself ends.
	var late *TimeoutError
	begin = time.Now()
	if _, err := r.Eval(within(t, time.Minute), `process.getBuiltinModule('fs').existsSync('`+dir+`x'); for (;;);`); !errors.As(err, &late) {
		t.Errorf("%v", err)
	}
	if d := time.Since(begin); d < 2*limit || d > 10*limit {
		t.Errorf("it ended after %v", d)
	}
	// Where nobody can be asked nothing stands still.
	opts.Permissions.Ask = nil
	if _, err := open(t, opts).Eval(within(t, time.Minute), `for (;;);`); !errors.As(err, &late) {
		t.Errorf("%v", err)
	}
	asked.Store(0)
	opts.Permissions.Ask, opts.Dir = think, dir
	program := assembleWAT(t, `(module
	  (import "wasi_snapshot_preview1" "path_filestat_get" (func $stat (param i32 i32 i32 i32 i32) (result i32)))
	  (memory 1)
	  (data (i32.const 100) "file")
	  (func $start (export "_start")
	    (drop (call $stat (i32.const 3) (i32.const 0) (i32.const 100) (i32.const 4) (i32.const 200)))
	    (loop $ever (br $ever))))`)
	begin = time.Now()
	if err := command(t, program).Run(within(t, time.Minute), opts); !errors.As(err, &late) {
		t.Errorf("%v", err)
	}
	if d, n := time.Since(begin), time.Duration(asked.Load()); n == 0 || d < (n+1)*limit || d > (n+10)*limit {
		t.Errorf("asked %d times, ended after %v", n, d)
	}
}
