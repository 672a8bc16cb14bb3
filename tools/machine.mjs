// Looks at the machine before anything is installed. Written so that even an old Node can read it and say what is wrong.
import fs from 'node:fs';
import { spawnSync } from 'node:child_process';

const OLDEST_NODE = [20, 19];
/** Packages 1.3 GB, builds and a first database 0.5 GB; Go's caches come on top when Temporal must be built. */
const GIGABYTES_TO_INSTALL = 2.5;
const GIGABYTES_TO_RUN = 0.5;

/**
 * @returns what is missing (`problems`: cannot go on), what is worth knowing (`notes`), and one line about the machine
 */
export function checkMachine(root, { installed }) {
  const problems = [];
  const notes = [];
  const { node } = process.versions;
  const [major, minor] = node.split('.').map(Number);
  if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
    problems.push(`Node ${OLDEST_NODE.join('.')} or newer is needed to begin, this is ${node}. Get one: https://nodejs.org/en/download`);
  }

  const system = `${process.platform} ${process.arch}`;
  if (process.platform === 'win32') {
    problems.push('Windows itself is not supported. In WSL 2 (wsl --install) it works as on Linux.');
  } else if (!['linux x64', 'linux arm64', 'darwin x64', 'darwin arm64'].includes(system)) {
    problems.push(`There are no binaries for ${system}. Use the images in docker/ on a supported machine.`);
  } else if (process.platform === 'linux' && isMusl()) {
    problems.push(
      'This Linux has musl instead of glibc (Alpine?); Node 24 and Postgres come for glibc. Use Debian, Ubuntu or Fedora, or docker/.',
    );
  }

  if (!isWritable(root)) problems.push(`The folder ${root} is not writable for this user. Clone it to a place of your own.`);
  const gigabytes = freeGigabytes(root);
  const needed = installed ? GIGABYTES_TO_RUN : GIGABYTES_TO_INSTALL;
  if (gigabytes !== undefined && gigabytes < needed) {
    problems.push(`${needed} GB of free disk space are needed in ${root}, there are ${gigabytes.toFixed(1)} GB.`);
  }
  if (!installed && !commandWorks('npm')) problems.push('npm is not on PATH. It comes with Node: https://nodejs.org/en/download');
  if (!commandWorks('git')) notes.push('git is not on PATH: fine to run, needed to update and to review policy changes.');

  const space = gigabytes === undefined ? '' : `, ${Math.round(gigabytes)} GB free`;
  return { problems, notes, summary: `Node ${node}, ${system}${space}` };
}

function isMusl() {
  try {
    const { header } = process.report.getReport();
    return !header.glibcVersionRuntime;
  } catch {
    return false;
  }
}

function isWritable(folder) {
  try {
    fs.accessSync(folder, fs.constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function freeGigabytes(folder) {
  try {
    const { bavail, bsize } = fs.statfsSync(folder);
    return (bavail * bsize) / 1e9;
  } catch {
    return undefined; // an old Node cannot tell
  }
}

const commandWorks = (command) => spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;
