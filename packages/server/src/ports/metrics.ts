/** What a metric is: a number that only grows, one that goes both ways, or how long or large things were. */
interface Metric {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  /** Names of labels. Their values come from tables of the program, never from what somebody sent (R78). */
  readonly labels?: readonly string[];
  /** Upper bounds of a histogram's buckets. */
  readonly buckets?: readonly number[];
}

const requestBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.5, 1, 2.5, 5, 10, 30, 60];
const commandBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 10];

/** THE table of metrics (R78); docs/operators/observability.md explains each one, and a test holds the two together. Sizes in bytes, times in seconds. */
export const metricTable = {
  cairn_build_info: { kind: 'gauge', help: 'Always 1; the version is the label', labels: ['version'] },
  cairn_ready: { kind: 'gauge', help: '1 where the part works', labels: ['check'] },
  cairn_http_requests_total: { kind: 'counter', help: 'Answered requests', labels: ['route', 'method', 'status'] },
  cairn_http_request_seconds: {
    kind: 'histogram',
    help: 'From the first byte of a request to the last of its answer; event streams are not among them',
    labels: ['route'],
    buckets: requestBuckets,
  },
  cairn_http_in_flight: { kind: 'gauge', help: 'Requests in work, open event streams not counted' },
  cairn_http_aborted_total: { kind: 'counter', help: 'Requests whose client went away before the end of the answer' },
  cairn_http_refused_total: { kind: 'counter', help: 'Requests refused for load or limits, by the code of the error', labels: ['code'] },
  cairn_slow_requests_total: { kind: 'counter', help: 'Requests that took longer than CAIRN_SLOW_MS', labels: ['route'] },
  cairn_event_streams: { kind: 'gauge', help: 'Open event streams' },
  cairn_event_loop_delay_seconds: { kind: 'gauge', help: 'Delay of the event loop since the last scrape', labels: ['quantile'] },
  cairn_store_seconds: { kind: 'histogram', help: 'Commands of the metadata store', labels: ['command'], buckets: commandBuckets },
  cairn_store_errors_total: {
    kind: 'counter',
    help: 'Commands of the metadata store that failed by no fault of the caller',
    labels: ['command'],
  },
  cairn_store_waiting: { kind: 'gauge', help: 'Commands of the metadata store under way or waiting' },
  cairn_blob_seconds: { kind: 'histogram', help: 'Calls of the store of large contents', labels: ['call'], buckets: requestBuckets },
  cairn_blob_errors_total: { kind: 'counter', help: 'Calls of the store of large contents that failed', labels: ['call'] },
  cairn_accounts: { kind: 'gauge', help: 'Accounts by state', labels: ['state'] },
  cairn_devices: { kind: 'gauge', help: 'Devices that are signed in' },
  cairn_sessions: { kind: 'gauge', help: 'Web sessions' },
  cairn_files: { kind: 'gauge', help: 'Files by shelf', labels: ['shelf'] },
  cairn_storage_bytes: { kind: 'gauge', help: 'Compressed bytes by shelf, as quotas count them', labels: ['shelf'] },
  cairn_free_bytes: { kind: 'gauge', help: 'Free space where contents lie; absent where unknown' },
  cairn_orphans: { kind: 'gauge', help: 'Contents without a reference that the collector has yet to remove' },
  cairn_mails_waiting: { kind: 'gauge', help: 'Mails in the queue' },
  cairn_mails_oldest_seconds: { kind: 'gauge', help: 'How long the mail that is due longest has been due' },
  cairn_mails_total: { kind: 'counter', help: 'Mails by what became of them', labels: ['outcome'] },
  cairn_sign_ins_total: { kind: 'counter', help: 'Attempts to sign in or register a device, by outcome', labels: ['outcome'] },
  cairn_audit_dropped_total: { kind: 'counter', help: 'Refusals of strangers that were too many for the audit log' },
  cairn_job_runs_total: { kind: 'counter', help: 'Runs of jobs in this process', labels: ['job', 'outcome'] },
  cairn_job_last_success_timestamp_seconds: { kind: 'gauge', help: 'When a job last ended well in this process', labels: ['job'] },
  cairn_scrub_age_seconds: { kind: 'gauge', help: 'Since the last full look at every content ended; absent before the first' },
  cairn_scrub_pass_seconds: {
    kind: 'gauge',
    help: 'How long a full look at every content takes at its present pace; while none runs, how long the last one took',
  },
  cairn_scrub_findings: { kind: 'gauge', help: 'Damaged or missing contents that the last look found' },
  cairn_collector_stopped: { kind: 'gauge', help: '1 while the collector waits for an operator because it would remove too much' },
  cairn_backup_age_seconds: { kind: 'gauge', help: 'Since the last backup ended; absent before the first' },
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof metricTable;
type NamesOf<Kind extends Metric['kind']> = { [N in MetricName]: (typeof metricTable)[N]['kind'] extends Kind ? N : never }[MetricName];
export type LabelsOf<N extends MetricName> = (typeof metricTable)[N] extends { readonly labels: readonly (infer L extends string)[] }
  ? [labels: Readonly<Record<L, string>>]
  : [];

/** Where the program counts what it does. Counting never fails and never waits. */
export interface Metrics {
  count<N extends NamesOf<'counter'>>(name: N, ...labels: LabelsOf<N>): void;
  observe<N extends NamesOf<'histogram'>>(name: N, value: number, ...labels: LabelsOf<N>): void;
  /** Null takes the value away: nothing is known. */
  set<N extends NamesOf<'gauge'>>(name: N, value: number | null, ...labels: LabelsOf<N>): void;
  /** Called before the metrics are read, to set gauges; what it throws costs the values that it would have set. */
  beforeRead(fill: () => Promise<void> | void): void;
}

/** Counts nothing: tests, and servers whose metrics nobody reads. */
export const noMetrics: Metrics = {
  count: () => undefined,
  observe: () => undefined,
  set: () => undefined,
  beforeRead: () => undefined,
};
