/**
 * What survives JSON unchanged. A field that would not becomes `never`, and the compiler underlines that field:
 * Temporal's default converter turns a `Date` into a string and a `Map` into `{}` while the types keep claiming otherwise.
 */
export type Wire<T> = T extends string | number | boolean | null | undefined
  ? T
  : T extends bigint | symbol | Date | ReadonlyMap<unknown, unknown> | ReadonlySet<unknown> | ((...args: never[]) => unknown)
    ? never
    : { [K in keyof T]: Wire<T[K]> };

/** The signature of everything that crosses a Temporal border: one JSON object in, JSON out. */
export type OnWire<In, Out> = (input: Wire<In>) => Promise<Wire<Out>>;

/** Closes a `switch` over a union: adding a member stops the compiler here until it is handled. */
export function impossible(value: never): never {
  throw new TypeError(`unhandled case: ${JSON.stringify(value)}`);
}
