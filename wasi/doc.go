// Package wasi is the only room of the project that touches the operating
// system. A [Policy] says what a guest may do, and cannot be changed; a [Host] is
// one guest's access to the world under it. Everything is denied by default.
//
// # Policies
//
// A policy is made by [NewPolicy] from options: [Allow], [AllowEvery], [Deny],
// [DenyEvery], [AllowAll], [MapDir], [Mount], [WithClock], [WithSeed],
// [WithQuota], [WithAudit], [WithAsk], [WithPrompt]. [ParseFlag] makes options of command-line flags, and
// [Flags] lists them; they are Deno's. Denials override grants.
//
// # Tokens
//
// Asking and acting are apart, since asking happens on the event loop and acting
// on a worker. The policy is asked for a token, and operations are methods of
// tokens, so that forgetting to ask does not compile:
//
//	token, err := host.Path("data/x", wasi.Read) // *Denied
//	file, err := token.Open(vfs.RDONLY, 0)       // *Denied, *PathError, *QuotaError
//
//	[Host.Path], [Host.PathBeneath] → [Path]   Open, Stat, Mkdir …, [Rename], [Link], [Symlink], [CopyFile]
//	[Host.Remote]                   → [Remote] Dial
//	[Host.Local]                    → [Local]  Listen, ListenPacket
//	[Host.Lookup]                   → [Name]   Addrs, DNS
//	[Host.Command]                  → [Command] Start
//
// What nothing grants or denies can be asked of the embedder (WithAsk) or of who
// sits at the terminal (WithPrompt); answers belong to the host and change no
// policy. PeekPath and Peekenv ask nobody: they are for what the library looks at
// by itself.
//
// What is asked and answered at once (variables, the system, clocks) has methods
// of Host. The zero value of every token is denied everything.
//
// # Files
//
// Guests see absolute POSIX paths. A path is resolved against [Host.Getwd],
// which belongs to the guest; links are followed in the guest's namespace, one
// element at a time, and the policy is asked again about where they lead. The
// operation itself then runs on a name without links, below a directory that
// was opened when the host was made, and refuses links (package vfs): what is
// swapped in between makes it fail and be resolved anew, never arrive elsewhere.
//
// The longest grant that suffices counts. A mount hides what it covers. /proc,
// /sys and /dev are not part of a grant on something above them, except for
// null, zero, full, random and urandom; the directories of processes on /proc
// are only for [AllowAll]. Rename takes Read and Write on its source, and Link on
// both: else a file could be brought to where more is allowed. A directory with
// something denied in it cannot be renamed. Set-user-id bits cannot be set.
//
// Opening never waits: a FIFO without a writer reads as ended. /dev/stdin,
// /dev/stdout and /dev/stderr are the guest's own streams and need no grant.
//
// # Network
//
// Names are checked as names before they are looked up, and every address and
// port they resolve to is checked at every dial. Unspecified addresses mean the
// loopback, IPv4 in IPv6 is IPv4, and all spellings of an address are one.
// Granted names may resolve to private addresses unless the word private is
// denied. Unix sockets cannot be reached.
//
// # Streams
//
// [Host.Stdio] is what the embedder handed in; nothing of the process is reached
// otherwise. A Read waits for its source and cannot be woken: who must be able to
// stop waits with [Stream.WaitReadable], which takes a context.
//
// # Errors
//
// [*Denied] for what the policy forbids, naming the permission in Node's words
// and the flag that would grant it; [*PathError] for failed operations on files,
// with the guest's spelling of paths and Node's message; [*QuotaError] for
// quotas; errno.Of classifies all of them. No path of the host shows in any.
//
// # Goroutines
//
// Everything exported may be used from any goroutine unless it says otherwise.
package wasi
