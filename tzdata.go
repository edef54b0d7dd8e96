package wjs

// Time zones must not depend on the files of the machine, which has none on
// Windows and in small containers.
import _ "time/tzdata"
