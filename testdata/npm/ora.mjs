import ora, { oraPromise, spinners } from 'ora';
import { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';

// A stream that says it is a terminal, so that what ora draws can be looked at.
class Screen extends Writable {
  isTTY = true; columns = 60; text = '';
  _write(chunk, encoding, done) { this.text += chunk; done(); }
  clearLine(dir) { this.text += `<clear ${dir}>`; return true; }
  cursorTo(x, y) { this.text += `<to ${x}>`; return true; }
  moveCursor(x, y) { this.text += `<move ${x} ${y}>`; return true; }
  getColorDepth() { return 8; }
}
const screen = new Screen();
const spinner = ora({ text: 'working', stream: screen, color: 'yellow', spinner: { interval: 100000, frames: ['-', '+'] }, discardStdin: false, isEnabled: true, hideCursor: false });
spinner.start();
spinner.render();
spinner.text = 'still\nworking';
spinner.render();
spinner.prefixText = '[1]';
spinner.suffixText = () => '(end)';
spinner.render();
spinner.succeed('done');
spinner.start('again').warn();
spinner.start().fail('broken');
spinner.start().stopAndPersist({ symbol: '@', text: 'kept', prefixText: 'P', suffixText: 'S' });
console.log(JSON.stringify(screen.text.replaceAll('\x1b', '^')).split('\\n'));
console.log(spinner.isSpinning, spinner.indent, spinner.interval, Object.keys(spinners).length, spinners.dots.frames.length);

const log = new Screen();
await oraPromise(Promise.resolve(7), { text: 'promise', stream: log, isEnabled: false, successText: (v) => `got ${v}`, discardStdin: false });
await oraPromise(async () => { throw new Error('bad'); }, { text: 'rejects', stream: log, isEnabled: false, failText: (e) => `no: ${e.message}`, discardStdin: false }).catch((e) => console.log('rejected', e.message));
console.log(stripVTControlCharacters(log.text));
try { ora({ spinner: { frames: [] } }); ora().spinner = 'nope'; } catch (e) { console.log(e.name, e.message.slice(0, 60)); }
