// Checks every dashboard by Grafana's published types and by the rules of our own, then that
// broken copies are refused, each for its own reason. Argument: a directory with node_modules.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { spawnSync } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { broken } from './broken.mjs';
import { faults } from './rules.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const cache = resolve(process.argv[2]);
const require = createRequire(join(cache, 'package.json'));
const { defaultDashboard } = require('@grafana/schema');
const dashboards = join(here, '..', 'dashboards');
const known = new Set(readFileSync(join(here, 'metrics.txt'), 'utf8').trim().split('\n'));

const boards = new Map(readdirSync(dashboards).filter((file) => file.endsWith('.json')).sort()
	.map((file) => [file.replace('.json', ''), JSON.parse(readFileSync(join(dashboards, file), 'utf8'))]));

function breakOne([, , change]) {
	const copy = structuredClone(boards.get('now'));
	change(copy);
	return copy;
}

const copies = new Map(broken.map((one) => [`broken-${one[0]}`, breakOne(one)]));

/** What the compiler says, by file. */
function typeFaults(all) {
	const work = join(cache, `types-${process.pid}`);
	mkdirSync(work);
	try {
		copyFileSync(join(here, 'types.ts'), join(work, 'types.ts'));
		for (const [name, board] of all) {
			writeFileSync(join(work, `${name}.ts`),
				`import type { Dashboard } from './types';\nexport const dashboard: Dashboard = ${JSON.stringify(board, null, 1)};\n`);
		}
		const run = spawnSync(process.execPath, [require.resolve('typescript/bin/tsc'), '--noEmit', '--strict', '--skipLibCheck', '--pretty', 'false',
			'--target', 'es2022', '--module', 'esnext', '--moduleResolution', 'bundler', '--typeRoots', 'none', ...[...all.keys()].map((name) => `${name}.ts`)],
			{ cwd: work, encoding: 'utf8' });
		const found = new Map();
		for (const block of run.stdout.split(/\n(?=\S)/).filter((text) => text.trim())) {
			const at = block.match(/^([\w-]+)\.ts\((\d+),/);
			if (!at || !all.has(at[1])) {
				throw new Error(`The types cannot be checked: ${block}`);
			}
			found.set(at[1], [...(found.get(at[1]) ?? []), block.slice(at[1].length).trim()]);
		}
		if (run.error || (run.status !== 0 && found.size === 0)) {
			throw new Error(`tsc ended with ${run.status}: ${run.error ?? run.stderr}`);
		}
		return found;
	}
	finally {
		rmSync(work, { recursive: true });
	}
}

const types = typeFaults(new Map([...boards, ...copies]));

function all(name, board, id) {
	const version = board.schemaVersion !== undefined && board.schemaVersion !== defaultDashboard.schemaVersion
		? [`the schemaVersion is ${board.schemaVersion} and not ${defaultDashboard.schemaVersion}`] : [];
	return [...faults(name, board, known), ...version, ...(types.get(id) ?? [])];
}

let failed = false;
for (const [name, board] of boards) {
	const found = all(name, board, name);
	failed ||= found.length > 0;
	console.log(`${found.length ? 'BAD ' : 'good'} ${name}.json, ${board.panels.length} panels`);
	found.forEach((fault) => console.log(`     ${fault}`));
}
let refused = 0;
for (const [id, reason] of broken) {
	const found = all('now', copies.get(`broken-${id}`), `broken-${id}`);
	if (found.length > 0 && found.every((fault) => reason.test(fault))) {
		refused++;
	}
	else {
		failed = true;
		console.log(`BAD  the check itself: ${id} is not refused for ${reason}, but ${JSON.stringify(found)}`);
	}
}
console.log(`${refused} of ${broken.length} broken copies are refused, each for its own reason alone`);
process.exit(failed ? 1 : 0);
