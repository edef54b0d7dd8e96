package cachedir

import "io/fs"

// distrust: the user's cache directory on Windows is closed to other users by
// its access control list, which entries inherit; mode bits say nothing there.
func distrust(fs.FileInfo) string { return "" }
