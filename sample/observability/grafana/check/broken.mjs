// Copies of a good dashboard with one fault each, and what the check has to say about it.

const graph = (board) => board.panels.find((panel) => panel.type === 'timeseries');
const edit = (panel, from, to) => {
	panel.targets[0].expr = panel.targets[0].expr.replace(from, to);
};

export const broken = [
	['another-uid', /the uid is not/, (board) => (board.uid = 'now')],
	['inputs', /__inputs/, (board) => (board.__inputs = [{ name: 'DS', type: 'datasource' }])],
	['numeric-id', /the id is a number/, (board) => (board.id = 7)],
	['no-link', /no link by the tag/, (board) => (board.links = [])],
	['no-variable', /the variables are datasource job instance/, (board) => board.templating.list.splice(2, 1)],
	['no-title', /has no title/, (board) => delete graph(board).title],
	['no-description', /has no description/, (board) => (graph(board).description = '')],
	['no-unit', /has no unit/, (board) => delete graph(board).fieldConfig.defaults.unit],
	['fixed-datasource', /does not use the variable datasource/, (board) => (graph(board).datasource.uid = 'PBFA97CFB590B2093')],
	['fixed-datasource-of-a-query', /does not use the variable datasource/, (board) => (graph(board).targets[0].datasource.uid = 'prometheus')],
	['fixed-range', /the range 5m is not/, (board) => edit(graph(board), '$__rate_interval', '5m')],
	['unknown-metric', /no metric is called http_requests_total/, (board) => edit(graph(board), 'http_server_requests_seconds_count', 'http_requests_total')],
	['no-choice', /does not choose by \$instance/, (board) => edit(graph(board), 'instance=~"$instance"', 'instance=~".+"')],
	['annotation-range', /annotation Phase begun: the range 1m/, (board) => {
		const note = board.annotations.list.find((note) => note.name === 'Phase begun');
		note.target.expr = note.target.expr.replace('$__rate_interval', '1m');
	}],
	['overlap', /overlap/, (board) => (board.panels[1].gridPos.x -= 1)],
	['one-id', /two panels have one id/, (board) => (board.panels[1].id = board.panels[0].id)],
	['too-wide', /is wider than the grid/, (board) => (board.panels[2].gridPos.x = 20)],
	['no-such-option', /"lineWith"' does not exist/, (board) => (graph(board).fieldConfig.defaults.custom.lineWith = 1)],
	['no-such-style', /'"wavy"' is not assignable/, (board) => (graph(board).fieldConfig.defaults.custom.drawStyle = 'wavy')],
	['no-such-panel', /'"graph"' is not assignable|does not exist in type/, (board) => (graph(board).type = 'graph')],
	['text-for-a-number', /'string' is not assignable to type 'number'/, (board) => (board.panels[0].gridPos.w = '8')],
	['no-schema-version', /'schemaVersion' is missing/, (board) => delete board.schemaVersion],
	['old-schema-version', /the schemaVersion is 39/, (board) => (board.schemaVersion = 39)],
];
