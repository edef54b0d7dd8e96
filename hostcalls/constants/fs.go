package constants

// files are also in jslib/internal/fs/constants.js, where node:fs takes them from
// without a crossing; a test compares the two.
var files = list{
	{"UV_FS_SYMLINK_DIR", 1}, {"UV_FS_SYMLINK_JUNCTION", 2}, {"O_RDONLY", 0}, {"O_WRONLY", 1}, {"O_RDWR", 2},
	{"UV_DIRENT_UNKNOWN", 0}, {"UV_DIRENT_FILE", 1}, {"UV_DIRENT_DIR", 2}, {"UV_DIRENT_LINK", 3},
	{"UV_DIRENT_FIFO", 4}, {"UV_DIRENT_SOCKET", 5}, {"UV_DIRENT_CHAR", 6}, {"UV_DIRENT_BLOCK", 7},
	{"S_IFMT", 0o170000}, {"S_IFREG", 0o100000}, {"S_IFDIR", 0o40000}, {"S_IFCHR", 0o20000}, {"S_IFBLK", 0o60000},
	{"S_IFIFO", 0o10000}, {"S_IFLNK", 0o120000}, {"S_IFSOCK", 0o140000}, {"O_CREAT", 0o100}, {"O_EXCL", 0o200},
	{"UV_FS_O_FILEMAP", 0}, {"UV_FS_O_TEMPORARY", 0}, {"UV_FS_O_SHORT_LIVED", 0}, {"UV_FS_O_SEQUENTIAL", 0},
	{"UV_FS_O_RANDOM", 0}, {"O_NOCTTY", 0o400}, {"O_TRUNC", 0o1000}, {"O_APPEND", 0o2000}, {"O_DIRECTORY", 0o200000},
	{"O_NOATIME", 0o1000000}, {"O_NOFOLLOW", 0o400000}, {"O_SYNC", 0o4010000}, {"O_DSYNC", 0o10000}, {"O_DIRECT", 0o40000},
	{"O_NONBLOCK", 0o4000}, {"S_IRWXU", 0o700}, {"S_IRUSR", 0o400}, {"S_IWUSR", 0o200}, {"S_IXUSR", 0o100},
	{"S_IRWXG", 0o70}, {"S_IRGRP", 0o40}, {"S_IWGRP", 0o20}, {"S_IXGRP", 0o10}, {"S_IRWXO", 7}, {"S_IROTH", 4},
	{"S_IWOTH", 2}, {"S_IXOTH", 1}, {"F_OK", 0}, {"R_OK", 4}, {"W_OK", 2}, {"X_OK", 1},
	{"UV_FS_COPYFILE_EXCL", 1}, {"COPYFILE_EXCL", 1}, {"UV_FS_COPYFILE_FICLONE", 2}, {"COPYFILE_FICLONE", 2},
	{"UV_FS_COPYFILE_FICLONE_FORCE", 4}, {"COPYFILE_FICLONE_FORCE", 4},
}
