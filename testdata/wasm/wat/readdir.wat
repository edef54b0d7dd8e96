(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (import "wasi_snapshot_preview1" "fd_readdir" (func $readdir (param i32 i32 i32 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_create_directory" (func $mkdir (param i32 i32 i32) (result i32)))
  (memory 1)
  (data (i32.const 0) "abc")
  ;; ends with the number of the step, unless the error is the expected one
  (func $expect (param $step i32) (param $want i32) (param $got i32)
    (if (i32.ne (local.get $want) (local.get $got)) (then (call $exit (local.get $step)))))
  ;; counts the entries one at a time, from cookie to cookie: . and .. and three more
  (func $start (export "_start") (local $n i32) (local $cookie i64)
    (drop (call $mkdir (i32.const 3) (i32.const 0) (i32.const 1)))
    (drop (call $mkdir (i32.const 3) (i32.const 1) (i32.const 1)))
    (drop (call $mkdir (i32.const 3) (i32.const 2) (i32.const 1)))
    (block $end
      (loop $next
        (call $expect (i32.const 1) (i32.const 0) (call $readdir (i32.const 3) (i32.const 64) (i32.const 24) (local.get $cookie) (i32.const 32)))
        (br_if $end (i32.lt_u (i32.load (i32.const 32)) (i32.const 24)))
        (local.set $cookie (i64.load (i32.const 64)))
        (local.set $n (i32.add (local.get $n) (i32.const 1)))
        (br $next)))
    (call $expect (i32.const 2) (i32.const 5) (local.get $n))))
