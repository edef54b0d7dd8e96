// A program without a single grant but its own folder.
const tried = {
  read: () => require('fs').readFileSync('/etc/hostname'), list: () => require('fs').readdirSync('/'), above: () => require('fs').readdirSync(__dirname + '/..'),
  write: () => require('fs').writeFileSync(__dirname + '/x', ''), chmod: () => require('fs').chmodSync(__filename, 0o777), link: () => require('fs').symlinkSync('/etc/passwd', __dirname + '/l'),
  times: () => require('fs').utimesSync(__filename, 1, 1), truncate: () => require('fs').truncateSync(__filename), fds: () => require('fs').readdirSync('/proc/self/fd'), mem: () => require('fs').openSync('/proc/self/mem'),
  environ: () => require('fs').readFileSync('/proc/self/environ'), root: () => require('fs').readFileSync('/proc/self/root/etc/passwd'), cwd: () => require('fs').readdirSync('/proc/self/cwd'), tty: () => require('fs').openSync('/dev/tty'),
  hostname: () => require('os').hostname(), user: () => require('os').userInfo(), interfaces: () => require('os').networkInterfaces(), kill: () => process.kill(process.ppid || 1, 0), chdir: () => process.chdir('/'),
  setuid: () => process.setuid(0), listen: () => require('net').createServer().listen(0), spawn: () => require('child_process').spawnSync('id'), exec: () => require('child_process').execSync('id'), dlopen: () => process.dlopen({}, '/lib/x.so'),
};
for (const [name, fn] of Object.entries(tried)) {
  try { const v = fn(); if (!(v && typeof v.on === 'function') && !v?.error) console.log(name, v); } catch (e) { if (!/ERR_ACCESS_DENIED|ERR_METHOD_NOT_IMPLEMENTED|ERR_FEATURE|not (supported|implemented|available)|ERR_DLOPEN|EPERM/.test(`${e.code} ${e.message}`)) console.log(name, e.code, e.message); }
}
process.on('uncaughtException', (e) => { if (e.code !== 'ERR_ACCESS_DENIED') console.log('uncaught', e.code, e.message); });
if (Object.keys(process.env).length || process.env.PATH !== undefined || process.env.HOME !== undefined || 'USER' in process.env) console.log('env', Object.keys(process.env));
if (process.permission.has('fs.read') || process.permission.has('fs.write') || process.permission.has('net') || process.permission.has('child') || process.permission.has('env', 'PATH')) console.log('has');
if (!process.permission.has('fs.read', __filename)) console.log('own folder');
console.log('denied');
