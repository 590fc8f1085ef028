/**
 * Decides in about a millisecond whether dist/ was built from the present sources: dist/build.stamp
 * holds path, time and size of every input of the build. CommonJS because the launcher needs it first.
 */
'use strict';

const fs = require('node:fs');

/** Inputs in addition to src/. */
const single = ['package.json', 'package-lock.json', 'scripts/build.mjs', 'scripts/quick-bundle.mjs'];

/** Path of the stamp, from the root of the clone. */
const stampPath = 'dist/build.stamp';

function walk(directory, visit) {
  for (const entry of fs.readdirSync(directory, { withFileTypes: true })) {
    const path = `${directory}/${entry.name}`;
    if (entry.isDirectory()) walk(path, visit);
    else if (!entry.name.startsWith('.')) visit(path);
  }
}

/** Every input of the build with its state, one per line. */
function fingerprint(root) {
  let text = `${process.arch} ${process.platform}\n`;
  const add = (path) => {
    const { mtimeMs, size } = fs.statSync(path);
    text += `${path.slice(root.length + 1)} ${mtimeMs} ${size}\n`;
  };
  for (const path of single) add(`${root}/${path}`);
  walk(`${root}/src`, add);
  return text;
}

/** A hash of the contents of every input: the same for any copy of a clone. */
function contentHash(root) {
  const hash = require('node:crypto').createHash('sha256');
  const paths = single.map((path) => `${root}/${path}`);
  walk(`${root}/src`, (path) => paths.push(path));
  for (const path of paths.sort())
    hash
      .update(`${path.slice(root.length)}\0`)
      .update(fs.readFileSync(path))
      .update('\0');
  return hash.digest('hex');
}

/** The stamp of dist/: `{hash, fingerprint}`, or undefined. */
function readStamp(root) {
  try {
    const text = fs.readFileSync(`${root}/${stampPath}`, 'utf8');
    const end = text.indexOf('\n');
    return { hash: text.slice(0, end), fingerprint: text.slice(end + 1) };
  } catch {
    return undefined;
  }
}

/** True when dist/ is up to date by times and sizes. */
function isFresh(root) {
  const stamp = readStamp(root);
  try {
    return stamp !== undefined && stamp.fingerprint === fingerprint(root);
  } catch {
    return false;
  }
}

/** True when dist/ was built from these very contents, whatever their times say. */
function hasSameContent(root) {
  const stamp = readStamp(root);
  return stamp !== undefined && stamp.hash === contentHash(root);
}

module.exports = { contentHash, fingerprint, hasSameContent, isFresh, stampPath };
