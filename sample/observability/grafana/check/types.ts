// What a dashboard may hold: Grafana's published types, with JSON's strings for its enums and
// one type to each kind of panel that is used here, so that a misspelt option is an error.
import type * as schema from '@grafana/schema';
import type * as bargauge from '@grafana/schema/dist/esm/raw/composable/bargauge/panelcfg/x/BarGaugePanelCfg_types.gen';
import type * as stat from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen';
import type * as timeline from '@grafana/schema/dist/esm/raw/composable/statetimeline/panelcfg/x/StateTimelinePanelCfg_types.gen';
import type * as table from '@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen';
import type * as text from '@grafana/schema/dist/esm/raw/composable/text/panelcfg/x/TextPanelCfg_types.gen';
import type * as series from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';

type Plain<T> = T extends string ? `${T}`
	: T extends number | boolean | null | undefined ? T
	: T extends Array<infer E> ? Plain<E>[]
	: T extends object ? { [K in keyof T]: Plain<T[K]> }
	: T;

// the queries of Prometheus are not part of the package
interface Query extends schema.DataQuery {
	expr: string;
	editorMode: 'code';
	format?: 'time_series' | 'table';
	instant: boolean;
	range: boolean;
	legendFormat?: string;
}

interface Annotation extends Omit<schema.AnnotationQuery, 'target'> {
	target: Query;
	titleFormat: string;
	textFormat: string;
	tagKeys: string;
}

type PanelOf<Type extends string, Options, Custom> = Omit<schema.Panel, 'type' | 'options' | 'fieldConfig' | 'targets'> & {
	type: Type;
	options: Options;
	fieldConfig: {
		defaults: Omit<schema.FieldConfig, 'custom'> & { custom?: Custom };
		overrides: schema.FieldConfigSource['overrides'];
	};
	targets: Query[];
};

type TextPanel = Omit<schema.Panel, 'type' | 'options' | 'fieldConfig' | 'targets'> & { type: 'text'; options: text.Options };

type Panel = PanelOf<'timeseries', series.Options, series.FieldConfig>
	| PanelOf<'state-timeline', timeline.Options, timeline.FieldConfig>
	| PanelOf<'stat', stat.Options, never>
	| PanelOf<'bargauge', bargauge.Options, never>
	| PanelOf<'table', table.Options, table.FieldConfig>
	| TextPanel;

export type Dashboard = Plain<Omit<schema.Dashboard, 'panels' | 'annotations'> & {
	panels: Panel[];
	annotations: { list: Annotation[] };
}>;
