/**
 * How our long-running programs start node. A worker with seven queues is five isolates, and node sizes each for a machine of its own:
 * with its defaults it stood at 589 MB after 60 signals, so at some 430. Below 8 MB the collector takes a seventh of the processor.
 */
export const frugalNode = {
  flags: ['--max-semi-space-size=8'],
  /** glibc keeps a heap for each of some thirty threads otherwise. */
  env: { MALLOC_ARENA_MAX: '2' },
} as const;
