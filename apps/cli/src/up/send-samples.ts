/** How a first run shows what Firstline does: sample signals, sent over HTTP as their senders would. */
export type SendSamples = (options: {
  /** Of the running ingress. */
  baseUrl: string;
  operatorKey: string;
  ingestKey: string;
  /** The environment that the ingress was started with: secrets of the sample connections are named there. */
  env: NodeJS.ProcessEnv;
  /** One line for a lead, as it happens. */
  say: (line: string) => void;
  /** Aborted when the user stops Firstline meanwhile. */
  signal: AbortSignal;
}) => Promise<void>;
