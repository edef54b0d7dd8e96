'use strict';

// Coverage in the format of lcov: https://ltp.sourceforge.net/coverage/lcov/geninfo.1.php
// Of a stream without coverage nothing is left.

const { ArrayPrototypeSlice, ArrayPrototypeSort } = primordials;

const Transform = require('internal/streams/transform');
const { relative } = require('path');

function section(file, workingDirectory) {
  let text = `SF:${relative(workingDirectory, file.path)}\n`;
  let counts = '';
  for (let i = 0; i < file.functions.length; i++) {
    const { name = '', line, count } = file.functions[i];
    const shown = name || `anonymous_${i}`;
    text += `FN:${line},${shown}\n`;
    counts += `FNDA:${count},${shown}\n`;
  }
  text += `${counts}FNF:${file.totalFunctionCount}\nFNH:${file.coveredFunctionCount}\n`;
  for (let i = 0; i < file.branches.length; i++) {
    text += `BRDA:${file.branches[i].line},${i},0,${file.branches[i].count}\n`;
  }
  text += `BRF:${file.totalBranchCount}\nBRH:${file.coveredBranchCount}\n`;
  const lines = ArrayPrototypeSort(ArrayPrototypeSlice(file.lines), (a, b) => a.line - b.line);
  for (let i = 0; i < lines.length; i++) text += `DA:${lines[i].line},${lines[i].count}\n`;
  return `${text}LH:${file.coveredLineCount}\nLF:${file.totalLineCount}\nend_of_record\n`;
}

class LcovReporter extends Transform {
  constructor(options) {
    super({ ...options, writableObjectMode: true, __proto__: null });
  }

  _transform({ type, data }, encoding, callback) {
    if (type !== 'test:coverage') {
      callback(null);
      return;
    }
    let text = 'TN:\n';
    try {
      const { files, workingDirectory } = data.summary;
      for (let i = 0; i < files.length; i++) text += section(files[i], workingDirectory);
    } catch (err) {
      callback(err);
      return;
    }
    callback(null, text);
  }
}

module.exports = LcovReporter;
