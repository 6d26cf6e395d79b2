// The rules of our own for a dashboard. DashboardsTests holds the same ones, without Node.

const units = ['none', 'short', 's', 'bytes', 'percentunit', 'reqps', 'cps'];
const words = new Set('and or unless by without on ignoring group_left group_right bool offset inf nan'.split(' '));

/** The names of the metrics in a query. */
export function metrics(query) {
	const bare = query
		.replace(/"(\\.|[^"\\])*"/g, '')
		.replace(/\{[^}]*\}/g, ' ')
		.replace(/\[[^\]]*\]/g, ' ')
		.replace(/\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, ' ');
	return [...bare.matchAll(/[a-zA-Z_:][\w:]*(?!\w*\s*\()/g)].map((match) => match[0])
		.filter((name) => !words.has(name.toLowerCase()));
}

function* queryFaults(where, query, known) {
	for (const [, range] of query.matchAll(/\[([^\]]*)\]/g)) {
		if (range !== '$__rate_interval') {
			yield `${where}: the range ${range} is not $__rate_interval`;
		}
	}
	for (const name of metrics(query)) {
		if (!known.has(name)) {
			yield `${where}: no metric is called ${name}`;
		}
	}
	for (const variable of ['job', 'application', 'instance']) {
		if (query.split('{').slice(1).some((selector) => !selector.includes(`${variable}=~"$${variable}"`))) {
			yield `${where}: does not choose by $${variable}`;
		}
	}
}

function isChosen(datasource) {
	return datasource?.type === 'prometheus' && datasource.uid === '${datasource}';
}

function* panelFaults(panel, known) {
	const where = `panel ${panel.title || panel.id}`;
	for (const name of ['title', 'description']) {
		if (!panel[name]) {
			yield `${where}: has no ${name}`;
		}
	}
	if (panel.type === 'text') {
		return;
	}
	if (!units.includes(panel.fieldConfig?.defaults?.unit)) {
		yield `${where}: has no unit that is known`;
	}
	if (!panel.targets?.length) {
		yield `${where}: has no query`;
	}
	if (![panel, ...(panel.targets ?? [])].every((part) => isChosen(part.datasource))) {
		yield `${where}: does not use the variable datasource`;
	}
	for (const target of panel.targets ?? []) {
		yield* queryFaults(where, target.expr, known);
	}
}

function overlap(a, b) {
	return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

/** What is wrong with a dashboard. */
export function* faults(name, board, known) {
	if (board.uid !== `hotupdate-${name}`) {
		yield `the uid is not hotupdate-${name}`;
	}
	if (board.title?.toLowerCase() !== `hotupdate / ${name}`) {
		yield `the title is not that of ${name}`;
	}
	if ('__inputs' in board || '__requires' in board) {
		yield '__inputs: file provisioning does not fill them in';
	}
	if ('id' in board) {
		yield 'the id is a number of one Grafana';
	}
	if (!board.links?.some((link) => link.type === 'dashboards' && link.tags.includes('hotupdate')) || !board.tags?.includes('hotupdate')) {
		yield 'no link by the tag hotupdate';
	}
	const variables = (board.templating?.list ?? []).map((variable) => variable.name).join(' ');
	if (variables !== 'datasource job application instance') {
		yield `the variables are ${variables}`;
	}
	for (const note of board.annotations?.list ?? []) {
		if (!isChosen(note.datasource)) {
			yield `annotation ${note.name}: does not use the variable datasource`;
		}
		yield* queryFaults(`annotation ${note.name}`, note.target.expr, known);
	}
	const panels = board.panels ?? [];
	if (new Set(panels.map((panel) => panel.id)).size !== panels.length) {
		yield 'two panels have one id';
	}
	for (const [i, panel] of panels.entries()) {
		yield* panelFaults(panel, known);
		for (const other of panels.slice(i + 1)) {
			if (overlap(panel.gridPos, other.gridPos)) {
				yield `panels ${panel.title} and ${other.title} overlap`;
			}
		}
		if (panel.gridPos.x + panel.gridPos.w > 24) {
			yield `panel ${panel.title}: is wider than the grid`;
		}
	}
}
